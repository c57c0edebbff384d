using CimGen.Machines;
using CimGen.Machines.Images;

namespace CimGen.Simulation;

/// <summary>What a core computes with: one operation makes an output vector of an input vector.</summary>
public interface IComputeUnit
{
    /// <summary>Elements that <see cref="Compute"/> may write: all columns, and more where that makes it faster.</summary>
    int ResultLength { get; }

    /// <summary>The fewest cycles that an operation takes, whatever its inputs.</summary>
    int LeastLatency { get; }

    /// <summary>D: an operation on these inputs that issues at cycle t completes at t + D. It is 1 or more, and may depend on the values.</summary>
    /// <param name="inputs">One value per row.</param>
    int Latency(ReadOnlySpan<sbyte> inputs);

    /// <summary>What the operation comes to.</summary>
    /// <param name="inputs">One value per row.</param>
    /// <param name="sums">Room for <see cref="ResultLength"/> elements.</param>
    void Compute(ReadOnlySpan<sbyte> inputs, Span<int> sums);
}

/// <summary>Makes the compute unit of a core from what the host loads into it.</summary>
public delegate IComputeUnit ComputeUnitFactory(Architecture architecture, CoreImage core);
