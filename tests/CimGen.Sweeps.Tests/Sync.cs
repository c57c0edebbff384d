using CimGen.Stimuli;
using CimGen.Sweeps.Files;
using CimGen.Sweeps.Measures;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Tests;

/// <summary>Points of examples/sweeps/sync.yaml, measured in the golden model.</summary>
internal static class Sync
{
    public static SweepFile File { get; } = SweepFileReader.Read(Repository.File("examples/sweeps/sync.yaml")).Required();

    /// <summary>Values of the measure by column.</summary>
    public static Dictionary<string, object> Run(string layer, int crossbar, int bus, string scheme, string variant = "paper", int mvmCycles = 1400)
    {
        string[] labels = [layer, $"{crossbar}", $"{bus}", scheme, $"{mvmCycles}", variant];
        var point = SweepPoint.Of(File).Single(p => p.Table == "points" && p.Labels.SequenceEqual(labels));
        var bench = new Workbench(Path.GetTempPath(), 1, new Silent());
        var measured = bench.Load(point).Then(n => PointDesign.Of(point, n, File.Path)).Then(d => ((DesignMeasure)Measure.All["golden"]).Run(point, d, bench)).Required();
        return point.Measure.Columns.Zip(measured.Values).ToDictionary(v => v.First, v => v.Second);
    }
}
