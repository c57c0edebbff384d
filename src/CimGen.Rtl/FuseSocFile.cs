using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Rtl.Boards;
using CimGen.Rtl.Templates;
using CimGen.Rtl.Views;

namespace CimGen.Rtl;

/// <summary><c>cim.core</c>, which tells FuseSoC about the files of a design's folder.</summary>
public static class FuseSocFile
{
    /// <summary>Where the testbench looks for its files.</summary>
    private static readonly ImmutableArray<string> Data = ["simulation.txt", "microcode/", "weights/", "memory/", "stimulus/", "golden/"];

    /// <param name="design">Name of the design.</param>
    /// <param name="files">Paths of all files of the folder.</param>
    public static Result<OutputFile> Render(TemplateEngine engine, string toolVersion, string design, IEnumerable<string> files)
    {
        var paths = files.ToList();
        var view = new FuseSocView(
            new ToolView(toolVersion),
            design,
            [.. paths.Where(p => p.StartsWith("rtl/", StringComparison.Ordinal))],
            [.. paths.Where(p => p.StartsWith(PreloadFiles.Folder, StringComparison.Ordinal))],
            [.. Board.SharedModules.Select(m => $"board/{m}.v")],
            [.. paths.Where(p => Data.Any(d => p.StartsWith(d, StringComparison.Ordinal)) && !p.EndsWith(".lst", StringComparison.Ordinal))]);
        return engine.Render("board/cim.core.sbn", view).Then(text => Result.Success(new OutputFile("cim.core", text)));
    }
}

/// <summary>What the template of <c>cim.core</c> may name.</summary>
/// <param name="Rtl">Verilog of the machine.</param>
/// <param name="Preload">What its memories hold from the start where CIM_PRELOAD is defined.</param>
/// <param name="Shared">Verilog of all boards.</param>
/// <param name="Data">What the testbench reads.</param>
public sealed record FuseSocView(ToolView Tool, string Design, ImmutableArray<string> Rtl, ImmutableArray<string> Preload, ImmutableArray<string> Shared, ImmutableArray<string> Data);
