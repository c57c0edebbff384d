using CimGen.Machines;

namespace CimGen.Crossbars.Model;

/// <summary>The array that multiplies.</summary>
/// <param name="Rows">Inputs (bytes), a power of two.</param>
/// <param name="Columns">Outputs (32-bit sums), a power of two.</param>
/// <param name="MvmCycles">Cycles of one MVM of the behavioural implementation.</param>
/// <param name="MacLanes">Multipliers of the emulated implementation; divides <paramref name="Columns"/>.</param>
public sealed record Crossbar(int Rows, int Columns, CrossbarImplementation Implementation, int MvmCycles, int MacLanes)
    : ComputeUnitSpec(Rows, Columns)
{
    /// <inheritdoc/>
    public override string? ToSynthesize =>
        Implementation == CrossbarImplementation.Emulated ? null : "set crossbar.implementation to emulated, and mac_lanes";

    /// <inheritdoc/>
    public override int Latency(Bus bus)
    {
        if (Implementation == CrossbarImplementation.Behavioural)
        {
            return MvmCycles;
        }

        var sumsPerBeat = bus.WidthBytes / sizeof(int);
        return (Rows * Columns / MacLanes) + Math.Max(1, MacLanes / sumsPerBeat) + 2;
    }

    /// <inheritdoc/>
    public override string Plural => "crossbars";

    /// <inheritdoc/>
    public override ComputeUnitSpec WithoutTimes() => this with { MvmCycles = 0 };

    /// <inheritdoc/>
    public override IEnumerable<ComputeUnitSpec> Larger =>
        from side in CrossbarFields.Rows.Allowed
        where side > Math.Min(Rows, Columns)
        select this with { Rows = Math.Max(side, Rows), Columns = Math.Max(side, Columns) };
}
