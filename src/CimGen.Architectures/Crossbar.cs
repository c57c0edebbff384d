namespace CimGen.Architectures;

/// <summary>The array that multiplies.</summary>
/// <param name="Rows">Inputs (bytes), a power of two.</param>
/// <param name="Columns">Outputs (32-bit sums), a power of two.</param>
/// <param name="MvmCycles">Cycles of one MVM of the behavioural implementation.</param>
/// <param name="MacLanes">Multipliers of the emulated implementation; divides <paramref name="Columns"/>.</param>
public sealed record Crossbar(int Rows, int Columns, CrossbarImplementation Implementation, int MvmCycles, int MacLanes)
{
    /// <summary>Bytes of one output vector of 32-bit sums.</summary>
    public int OutputBytes => Columns * sizeof(int);
}
