using System.Collections.Immutable;

namespace CimGen.Synthesis.Fpga;

/// <summary>Which resource a cell of a vendor's library is.</summary>
public static class CellTypes
{
    private static readonly ImmutableArray<(string Start, Resource Resource, int Count)> Table =
    [
        ("SB_LUT4", Resource.Lut, 1), ("LUT", Resource.Lut, 1), ("CCU2C", Resource.Lut, 2), ("TRELLIS_DPR16X4", Resource.Lut, 4), ("RAM32M", Resource.Lut, 4), ("RAM64M", Resource.Lut, 4),
        ("RAM32X1D", Resource.Lut, 2), ("RAM64X1D", Resource.Lut, 2), ("SRL", Resource.Lut, 1),
        ("SB_DFF", Resource.FlipFlop, 1), ("TRELLIS_FF", Resource.FlipFlop, 1), ("FD", Resource.FlipFlop, 1),
        ("SB_RAM40", Resource.BlockRam, 1), ("DP16KD", Resource.BlockRam, 1), ("PDPW16KD", Resource.BlockRam, 1), ("RAMB18", Resource.BlockRam, 1), ("RAMB36", Resource.BlockRam, 2),
        ("SB_SPRAM", Resource.LargeRam, 1),
        ("SB_MAC16", Resource.Dsp, 1), ("MULT18X18D", Resource.Dsp, 1), ("DSP48E1", Resource.Dsp, 1),
    ];

    /// <summary>How many of a resource a cell of this type takes.</summary>
    public static int Count(string type, Resource resource)
    {
        foreach (var (start, of, count) in Table)
        {
            if (type.StartsWith(start, StringComparison.Ordinal))
            {
                return of == resource ? count : 0;
            }
        }

        return 0;
    }
}
