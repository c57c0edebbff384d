using CimGen.Core.Diagnostics;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Rtl.Kinds;
using CimGen.Rtl.Templates;

namespace CimGen.Rtl.Tests;

/// <summary>File sets from the repository's own templates.</summary>
internal static class Generated
{
    public const string ToolVersion = "1.2.3";

    /// <summary>The repository's templates, some of them replaced.</summary>
    public static TemplateFolder Templates(string? overrides = null) => new(Repository.File("templates"), overrides);

    /// <summary>The files, by path.</summary>
    public static IReadOnlyDictionary<string, string> Files(Architecture architecture, TemplateEngine? engine = null, Wiring? wiring = null)
    {
        var result = Run(architecture, engine ?? new TemplateEngine(Templates()), wiring);
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        return result.Value.ToDictionary(f => f.Path, f => f.Text);
    }

    /// <summary>What a design's folder has of the files that its testbench loads.</summary>
    public static IReadOnlyList<string> Data { get; } = ["simulation.txt", "microcode/core_0000.hex", "microcode/core_0000.lst", "golden/cycles.txt"];

    /// <summary>The files of the hardware, boards included, by path.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Verilog(Architecture architecture) => Files(architecture)
        .Where(f => f.Key.EndsWith(".v", StringComparison.Ordinal) && !f.Key.StartsWith("sim/", StringComparison.Ordinal));

    /// <summary>With the connections of the small machine, or others.</summary>
    public static Result<IReadOnlyList<OutputFile>> Run(Architecture architecture, TemplateEngine engine, Wiring? wiring = null) =>
        RtlGenerator.Run(engine, Model(architecture, wiring)).Then(files =>
            FuseSocFile.Render(engine, ToolVersion, architecture.Name, files.Select(f => f.Path).Concat(Data)).Then(core =>
                Result.Success<IReadOnlyList<OutputFile>>([.. files, core])));

    /// <summary>The same before it is text.</summary>
    public static RtlModel Model(Architecture architecture, Wiring? wiring = null) =>
        RtlModel.Of(ToolVersion, architecture, wiring ?? Small(architecture), Kinds(architecture));

    /// <summary>The kinds that a machine is made of.</summary>
    public static RtlKinds Kinds(Architecture architecture) => KindRegistry.Default.RtlOf(architecture);

    /// <summary>The connections of the small machine, as far as the architecture has their cores and counters.</summary>
    public static Wiring Small(Architecture architecture) => new(
        [.. TestMachines.Calls.Where(e => Math.Max(e.Caller, e.Callee) < architecture.Cores && e.Counter < architecture.Sync.Counters)],
        [.. TestMachines.Links.Where(e => Math.Max(e.From, e.To) < architecture.Cores)],
        [.. TestMachines.Groups.Where(g => g.Cores.Max() < architecture.Cores)]);
}
