using CimGen.Core.Diagnostics;

namespace CimGen.Synthesis;

/// <summary>Cells of a design after Yosys: gates of two inputs, multiplexers, flip-flops. Memories stay whole.</summary>
public sealed class GateNetlist
{
    private const string Top = "cim_tile";
    private const string FlipFlops = "$_DFF";
    private const string FlipFlopsWithReset = "$_SDFF";
    private const string Memories = "$mem";
    private static readonly string[] LeftOut = ["cim_crossbar", "cim_memory"];

    private readonly ModuleCells _cells;

    private GateNetlist(ModuleCells cells) => _cells = cells;

    /// <summary>Synthesizes the tile of a design folder. Crossbars and shared memory are left out: they are macros, or their size is anybody's choice.</summary>
    public static Result<GateNetlist> Synthesize(string folder)
    {
        const string Cells = "cells.txt";
        return Yosys.Run(
            folder,
            "cells.ys",
            [
                .. Yosys.Read(folder, "filelist.f", [], LeftOut),
                $"hierarchy -top {Top} -check", $"synth -top {Top} -run begin:fine", "memory -nomap", "opt -fast -full", "techmap",
                "opt -fast", "abc -fast", "opt_clean", $"tee -q -o {Cells} stat",
            ]).Then(_ => Result.Success(new GateNetlist(ModuleCells.Read(Path.Combine(folder, Cells), Top))));
    }

    /// <summary>Cells of all instances of a module, with what is below them; without memories.</summary>
    public long Cells(string module) => _cells.Count(module, type => type.StartsWith('$') && !type.StartsWith(Memories, StringComparison.Ordinal));

    /// <summary>Flip-flops of all instances of a module, with what is below them.</summary>
    public long Registers(string module) => _cells.Count(
        module, type => type.StartsWith(FlipFlops, StringComparison.Ordinal) || type.StartsWith(FlipFlopsWithReset, StringComparison.Ordinal));
}
