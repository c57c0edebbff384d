using CimGen.Simulation;

namespace CimGen.Stimuli.Incrementers;

/// <summary>It in the golden model.</summary>
public sealed class IncrementerUnit(int side) : IComputeUnit
{
    /// <inheritdoc/>
    public int ResultLength => side;

    /// <inheritdoc/>
    public int LeastLatency => 1;

    /// <inheritdoc/>
    public int Latency(ReadOnlySpan<sbyte> inputs) => 1 + inputs.Length - inputs.Count((sbyte)0);

    /// <inheritdoc/>
    public void Compute(ReadOnlySpan<sbyte> inputs, Span<int> sums)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            sums[i] = inputs[i] + 1;
        }
    }
}
