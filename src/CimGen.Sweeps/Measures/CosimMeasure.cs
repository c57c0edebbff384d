using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CimGen.Core.Diagnostics;
using CimGen.Cosim;
using CimGen.Flow;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Reports;
using CimGen.Rtl;
using CimGen.Rtl.Folders;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>
/// Compares the RTL trace of one image with the golden one, event by event, and counts traffic in it. The machine may have cores that the
/// network does not need, so that one Verilator model runs many points; idle ones must not change the cycles. Simulations take longest:
/// they are kept by all that they depend on, and serve other versions of the program.
/// </summary>
internal sealed class CosimMeasure : DesignMeasure
{
    public override string Name => "cosim";

    public override ImmutableArray<string> Columns => ["model_cores", "cores", "cycles", "loaded_values", "stored_values", "calls", "bias_values", "events", "seconds"];

    public override bool RunsAlone => true;

    public override Result<Measured> Run(SweepPoint point, PointDesign design, Workbench bench) => design.Compile().Then(bench.Prove).Then(compiled =>
        GoldenResults.Run(compiled, design.Network.Stimulus, stallSeed: 0).Then(golden =>
            IdleCoresCount(design, golden) is { } difference ? difference : DesignWriter.Files(compiled, golden, [], null).Then(files =>
            {
                var record = Path.Combine(bench.Folder, ".simulations", $"{Key(files, compiled.Design.Kinds)}.json");
                var known = File.Exists(record) ? Result.Success(JsonSerializer.Deserialize<Simulated>(File.ReadAllText(record))!) : Simulate(point, design, compiled, golden, files, bench, record);
                return known.Then(s => Result.Success(Values(design, compiled.Architecture, golden.Cycles[0], s)));
            })));

    /// <summary>Whether the machine takes other times than one of just the cores that are needed.</summary>
    private static Diagnostic? IdleCoresCount(PointDesign design, GoldenResults golden)
    {
        if (design.Architecture.Cores == design.Needed)
        {
            return null;
        }

        var tight = design with { Architecture = design.Architecture with { Cores = design.Needed } };
        var cycles = tight.Compile().Then(d => GoldenResults.Run(d, design.Network.Stimulus, stallSeed: 0));
        return !cycles.Ok ? cycles.Diagnostics[0]
            : cycles.Value.Cycles[0] == golden.Cycles[0] ? null
            : SweepDiagnostics.Differs(new SourceLocation(design.Network.Path), $"idle cores change the cycles: {golden.Cycles[0]}, without them {cycles.Value.Cycles[0]}");
    }

    private static Result<Simulated> Simulate(
        SweepPoint point, PointDesign design, CompiledDesign compiled, GoldenResults golden, IReadOnlyList<OutputFile> files, Workbench bench, string record) => bench.Within(point, folder =>
    {
        if (DesignFolder.Write(folder, files) is { } problem)
        {
            return problem;
        }

        var runner = new CosimRunner(folder, bench.Models, bench.Jobs, bench.Progress);
        return runner.Run(compiled, design.Network.Stimulus, golden, new SimulationOptions(Images: 1, TracedRuns: 1), wavesOnDivergence: false).Then(result =>
        {
            var layers = Enumerable.Range(0, compiled.Schedule.Layers.Length);
            var found = new Simulated(
                [.. Enum.GetValues<TrafficKind>().Select(k => layers.Sum(l => result.RtlStatistics!.Values[l, (int)k]))], result.TraceRecords, result.SimulationSeconds);
            Directory.CreateDirectory(Path.GetDirectoryName(record)!);
            File.WriteAllText(record, JsonSerializer.Serialize(found));
            return Result.Success(found);
        });
    });

    private static Measured Values(PointDesign design, Architecture architecture, long cycles, Simulated found)
    {
        var traffic = new TrafficTotals([.. found.Values], architecture.Sync.Transport == SyncTransport.Bus);
        return new Measured(
            (long)architecture.Cores, (long)design.Needed, cycles, traffic.Loaded, traffic.Stored, traffic.Calls, traffic.Values(TrafficKind.BiasLoad),
            found.TraceRecords, Math.Round(found.Seconds, 1));
    }

    /// <summary>Of all that a comparison depends on: the design with its microcode, the harness, the golden model and the comparer.</summary>
    private static string Key(IEnumerable<OutputFile> files, KindRegistry kinds)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Path}\0{file.Text}\0"));
        }

        foreach (var version in kinds.GoldenVersions.Append(typeof(TraceComparer).Module.ModuleVersionId))
        {
            hash.AppendData(version.ToByteArray());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    /// <summary>What is kept of a simulation.</summary>
    private sealed record Simulated(long[] Values, long TraceRecords, double Seconds);
}
