using System.Collections.Immutable;

namespace CimGen.Synthesis.Fpga;

/// <summary>What a design takes on a target.</summary>
/// <param name="Levels">Look-up tables on the longest combinational path.</param>
/// <param name="Megahertz">After placement and routing; none where it was not placed.</param>
/// <param name="LogicCells">Taken after placement; none where it was not placed.</param>
public sealed record FpgaResult(FpgaTarget Target, ImmutableDictionary<Resource, long> Used, int Levels, double? Megahertz, int? LogicCells)
{
    public static readonly string[] Columns = ["target", "LUT", "FF", "block RAM", "SPRAM", "DSP", "LUTs in a row", "logic cells placed", "Fmax MHz", "fits"];

    /// <summary>The resources of which the device has too few.</summary>
    public IEnumerable<Resource> Lacking => Target.Capacity.Where(c => Used[c.Key] > c.Value).Select(c => c.Key).Order();

    /// <summary>A row for these columns.</summary>
    public object[] Values() =>
    [
        Target.Name, Used[Resource.Lut], Used[Resource.FlipFlop], Used[Resource.BlockRam], Used[Resource.LargeRam], Used[Resource.Dsp], Levels,
        LogicCells is { } cells ? cells : "-", Megahertz is { } clock ? FormattableString.Invariant($"{clock:f1}") : "-",
        Lacking.Any() ? "no: " + string.Join(" and ", Lacking.Select(r => $"{r} {Used[r]} of {Target.Capacity[r]}")) : "yes",
    ];
}
