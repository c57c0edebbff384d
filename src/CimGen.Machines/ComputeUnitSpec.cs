namespace CimGen.Machines;

/// <summary>What a core computes with, as far as the planner has to know it: one operation multiplies a block of weights by an input vector.</summary>
/// <param name="Rows">Inputs of a block: bytes.</param>
/// <param name="Columns">Outputs of a block: 32-bit sums. The vector buffers of a core hold as many values.</param>
public abstract record ComputeUnitSpec(int Rows, int Columns)
{
    /// <summary>Bytes of one output vector of 32-bit sums.</summary>
    public int OutputBytes => Columns * sizeof(int);

    /// <summary>What to change in the spec so that it can become hardware; null where it can as it is. Until then its Verilog stands for an analog macro in simulation.</summary>
    public abstract string? ToSynthesize { get; }

    /// <summary>It can become hardware as it is.</summary>
    public bool IsSynthesizable => ToSynthesize is null;

    /// <summary>D: an operation issued at cycle t completes at t + D; the most, where it depends on values.</summary>
    /// <param name="bus">Its words carry the sums to the vector unit.</param>
    public abstract int Latency(Bus bus);

    /// <summary>What several of them are called, in messages.</summary>
    public abstract string Plural { get; }

    /// <summary>The same unit without what only sets how long its operations take. What holds for any timing depends on no more.</summary>
    public virtual ComputeUnitSpec WithoutTimes() => this;

    /// <summary>The same unit with more rows or columns, smallest first, as far as a spec allows them: for advice.</summary>
    public abstract IEnumerable<ComputeUnitSpec> Larger { get; }
}
