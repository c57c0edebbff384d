using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Tools;
using CimGen.Flow;

namespace CimGen.Mutation;

/// <summary>What became of a mutant in simulation.</summary>
/// <param name="Cycles">Simulated until then.</param>
/// <param name="Script">That killed it; null when it survived.</param>
/// <param name="What">What differed, first word: trace, data, response, end, handshake, interrupt, assertion, settling.</param>
public sealed record MutantRun(int Number, long Cycles, string? Script, string? What)
{
    public bool Killed => Script is not null;
}

/// <summary>The Verilator model of a netlist with mutants.</summary>
/// <param name="folder">Has the netlist; scripts and the model go there, too.</param>
public sealed class MutantModel(string folder)
{
    private const string Program = "Vcim_top";

    /// <summary>Verilates and compiles. Warnings are about what Yosys writes, not about the design.</summary>
    /// <exception cref="ToolException">A tool is missing or fails.</exception>
    public void Build(int jobs)
    {
        var build = Path.Combine(folder, "build");
        if (Directory.Exists(build))
        {
            Directory.Delete(build, recursive: true);
        }

        string[] arguments =
        [
            "--cc", "--exe", "--build", "-j", Text(jobs), "--top-module", "cim_top", "-DCIM_SIMULATION", "-O3", "--x-assign", "fast", "--x-initial", "fast",
            "-Wno-fatal", "-Wno-lint", "-Wno-style", "-Wno-UNOPTFLAT", "-fno-table", "-CFLAGS", "-DVL_USER_FATAL", "-MAKEFLAGS", "OPT_FAST=-O1", "-MAKEFLAGS", "OPT_SLOW=-O0", "-MAKEFLAGS", "OPT_GLOBAL=-O1",
            "--Mdir", build, "-o", Program, Path.Combine(Resources.Harness, "model.vlt"), MutantNetlist.Model, MutationResources.Driver,
        ];
        Tool.Require(new ToolStart("verilator", arguments) { Folder = folder }).OrThrow();
    }

    /// <summary>Runs scripts on mutants until they are killed; the machine without mutants goes first and has to survive.</summary>
    /// <exception cref="ToolException">The machine without mutants differs from the golden model.</exception>
    public ImmutableArray<MutantRun> Run(IReadOnlyDictionary<string, HostScript> scripts, int mutants, int jobs)
    {
        foreach (var (name, script) in scripts)
        {
            script.Save(Path.Combine(folder, name));
        }

        var original = Simulate(scripts.Keys, [0]).Single();
        if (original.Killed)
        {
            throw new ToolException($"without a mutant the netlist differs from the golden model: script {original.Script}, {original.What}");
        }

        return [.. Enumerable.Range(0, jobs).AsParallel().WithDegreeOfParallelism(jobs)
            .SelectMany(j => Simulate(scripts.Keys, Enumerable.Range(1, mutants).Where(m => m % jobs == j))).OrderBy(r => r.Number)];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private ImmutableArray<MutantRun> Simulate(IEnumerable<string> scripts, IEnumerable<int> mutants) =>
    [
        .. Tool.Require(new ToolStart(Path.Combine(folder, "build", Program), [.. scripts, "--", .. mutants.Select(Text)]) { Folder = folder }).OrThrow().Output
            .Split('\n').Select(l => l.Split(' ', 6)).Where(w => w[0] == "mutant")
            .Select(w => new MutantRun(int.Parse(w[1], CultureInfo.InvariantCulture), long.Parse(w[3], CultureInfo.InvariantCulture), w.ElementAtOrDefault(4), w.ElementAtOrDefault(5))),
    ];
}
