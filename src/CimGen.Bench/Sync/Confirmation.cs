using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CimGen.Core.Diagnostics;
using CimGen.Cosim;
using CimGen.Flow;
using CimGen.Golden;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Reports;
using CimGen.Rtl;
using CimGen.Rtl.Folders;

namespace CimGen.Bench.Sync;

/// <summary>A point whose RTL trace was equal to the golden one, event by event.</summary>
/// <param name="Golden">The point on a machine that has just the cores it needs; its cycles are those of the RTL.</param>
/// <param name="ModelCores">Cores of the Verilated machine; those that the layer does not need stay idle.</param>
/// <param name="Traffic">Counted from the RTL trace.</param>
/// <param name="TraceRecords">Events found equal.</param>
/// <param name="Seconds">Of the simulation.</param>
public sealed record ConfirmedPoint(PointResult Golden, int ModelCores, TrafficTotals Traffic, long TraceRecords, double Seconds)
{
    /// <summary>Cycles of the RTL.</summary>
    public long Cycles => Golden.Cycles;
}

/// <summary>
/// Confirms points in Verilator. A model of the paper's machine depends on cores, crossbar, bus and MVM, not on the layer or the scheme: few
/// models run many points. Links and multicast groups are wired for their layer. What has been confirmed is not simulated again
/// while design, harness and golden model stay the same.
/// </summary>
public sealed class Confirmation(string folder, int jobs, IProgressReport progress)
{
    /// <summary>Sizes of the models, by crossbar: a layer runs on the smallest that holds it.</summary>
    private static readonly ImmutableDictionary<int, ImmutableArray<int>> Models = new Dictionary<int, ImmutableArray<int>>
    {
        [32] = [64, 256, 1024],
        [64] = [16, 64, 256],
        [128] = [4, 16, 64],
    }.ToImmutableDictionary();

    /// <summary>
    /// The points to confirm. Paper's machine: every entry of table II under both schemes, with the fast crossbar and the widest bus, which
    /// makes for the shortest simulations; counts of values depend on neither. All features: the points that the aims speak of.
    /// </summary>
    public static IEnumerable<SyncPoint> Chosen(IEnumerable<Workload> workloads) => SyncMatrix.Points(workloads).Where(p =>
        p.Variant == Variant.Paper ? p.Workload.InTableTwo && p.Scheme != SyncScheme.Sequential && p.BusBytes == SyncMatrix.Buses[^1] && p.MvmCycles == SyncMatrix.MvmCycles[^1] :
        p.Variant == Variant.Everything && p.Scheme == SyncScheme.Linear && (p.Workload.InTableTwo
            ? SyncMatrix.AblationBuses.Contains(p.BusBytes) && p.MvmCycles == SyncMatrix.MvmCycles[0]
            : p is { Crossbar: 128, BusBytes: 64 } && p.MvmCycles == SyncMatrix.MvmCycles[^1]));

    /// <summary>Cores of the model that runs a point that needs so many.</summary>
    public static int ModelFor(SyncPoint point, int cores) => point.Variant == Variant.Paper ? Models[point.Crossbar].First(m => m >= cores) : cores;

    /// <summary>Simulates a point that the golden model has run.</summary>
    public Result<ConfirmedPoint> Run(LoadedLayer layer, PointResult point) =>
        new SyncRunner(layer).Compile(point.Point, ModelFor(point.Point, point.Cores)).Then(design =>
            GoldenResults.Run(design, layer.Stimulus, stallSeed: 0).Then(golden => golden.Cycles[0] != point.Cycles
                ? CosimDiagnostics.GoldenFailed(new SourceLocation(layer.Workload.Name), $"idle cores change the cycles: {golden.Cycles[0]}, without them {point.Cycles}")
                : Simulate(point, design, layer.Stimulus, golden)));

    private Result<ConfirmedPoint> Simulate(PointResult point, CompiledDesign design, Stimulus stimulus, GoldenResults golden)
    {
        var place = Path.Combine(folder, "design");
        return SyncRunner.Files(design, golden).Then(files =>
        {
            var record = Path.Combine(folder, ".confirmed", $"{Key(files)}.json");
            if (File.Exists(record))
            {
                return Result.Success(Confirmed(JsonSerializer.Deserialize<Record>(File.ReadAllText(record))!));
            }

            if (DesignFolder.Write(place, files) is { } problem)
            {
                return problem;
            }

            var runner = new CosimRunner(place, Path.Combine(folder, ".models"), jobs, progress);
            return runner.Run(design, stimulus, golden, new SimulationOptions(Images: 1, TracedRuns: 1), wavesOnDivergence: false).Then(result =>
            {
                var found = new Record(Values(result.RtlStatistics!), result.TraceRecords, result.SimulationSeconds);
                Directory.CreateDirectory(Path.GetDirectoryName(record)!);
                File.WriteAllText(record, JsonSerializer.Serialize(found));
                return Result.Success(Confirmed(found));
            });
        });

        ConfirmedPoint Confirmed(Record r) =>
            new(point, design.Architecture.Cores, new TrafficTotals([.. r.Values], design.Architecture.Sync.Transport == SyncTransport.Bus), r.TraceRecords, r.Seconds);
    }

    /// <summary>Of all that a comparison depends on: the design with its microcode, the harness, the golden model and the comparer.</summary>
    private static string Key(IEnumerable<OutputFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Path}\0{file.Text}\0"));
        }

        foreach (var type in new[] { typeof(GoldenMachine), typeof(TraceComparer) })
        {
            hash.AppendData(type.Module.ModuleVersionId.ToByteArray());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    /// <summary>Of the design's one layer, by kind.</summary>
    private static long[] Values(TraceStatistics statistics) => [.. Enum.GetValues<TrafficKind>().Select(k => statistics.Values[0, (int)k])];

    /// <summary>What is kept of a simulation.</summary>
    private sealed record Record(long[] Values, long TraceRecords, double Seconds);
}
