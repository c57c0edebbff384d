using CimGen.Core.Diagnostics;
using CimGen.Stimuli;
using CimGen.Sweeps.Files;
using CimGen.Sweeps.Measures;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Tests;

public sealed class SweepRunnerTests : IDisposable
{
    private readonly SweepFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PointsAreAllCombinationsAndTheLastAxisChangesFirst()
    {
        var points = SweepPoint.Of(_folder.Read().Required());
        Assert.Equal(["narrow, 4, sequential", "narrow, 4, linear", "narrow, 8, sequential", "narrow, 8, linear", "wide, 4, sequential", "wide, 4, linear", "wide, 8, sequential", "wide, 8, linear"], points.Select(p => $"{p}"));
        Assert.Equal(Enumerable.Range(0, 8), points.Select(p => p.Index));
        Assert.Equal(8, points.Select(p => p.Key()).Distinct().Count());
    }

    [Fact]
    public void AFinishedPointIsNotRunAgain()
    {
        var first = _folder.Run(2..5);
        Assert.Equal(3, first.Finished);
        Assert.False(first.Complete);
        var files = Directory.EnumerateFiles(Path.Combine(_folder.Results, "points")).ToDictionary(f => f, File.GetLastWriteTimeUtc);

        var all = _folder.Run();
        Assert.True(all.Complete);
        Assert.All(files, f => Assert.Equal(f.Value, File.GetLastWriteTimeUtc(f.Key)));
        Assert.Equal(8, Directory.EnumerateFiles(Path.Combine(_folder.Results, "points")).Count());
    }

    /// <summary>Pieces that several computers did give the tables of one run.</summary>
    [Fact]
    public void PiecesMakeTheWhole()
    {
        _folder.Run(5..8);
        _folder.Run(0..5);
        var pieces = _folder.Run(0..0).Tables()["points"].Csv();
        Directory.Delete(_folder.Results, recursive: true);
        Assert.Equal(_folder.Run().Tables()["points"].Csv(), pieces);
    }

    /// <summary>What a result depends on is part of its key: the network's text and every setting.</summary>
    [Fact]
    public void AChangedNetworkIsAnotherPoint()
    {
        _folder.Run();
        _folder.Write("narrow.yaml", File.ReadAllText(Path.Combine(_folder.Root, "narrow.yaml")).Replace("[8, 5, 5]", "[8, 4, 4]", StringComparison.Ordinal));
        Assert.Equal(4, _folder.Run(0..0).Finished);
        _folder.Write("sweep.yaml", SweepFolder.Sweep.Replace("mvm_cycles: 10", "mvm_cycles: 11", StringComparison.Ordinal));
        Assert.Equal(0, _folder.Run(0..0).Finished);
    }

    /// <summary>Without their files, networks are still not each other.</summary>
    [Fact]
    public void NetworksThatAreMissingAreDifferentPoints()
    {
        Array.ForEach(["narrow.yaml", "wide.yaml"], f => File.Delete(Path.Combine(_folder.Root, f)));
        Assert.Equal(8, SweepPoint.Of(_folder.Read().Required()).Select(p => p.Key()).Distinct().Count());
        Assert.Equal(8, _folder.Run().Findings.Length);
    }

    [Fact]
    public void SpeedupIsAgainstTheBaseline()
    {
        var table = _folder.Run().Tables()["points"];
        var (cycles, speedup, ratio, limit) = (Column("cycles"), Column("speedup"), Column("limit_ratio"), Column("p_v"));
        Assert.Equal((double)(long)table.Rows[4][cycles] / (long)table.Rows[5][cycles], table.Rows[5][speedup]);
        Assert.Equal((double)table.Rows[5][speedup] / (long)table.Rows[5][limit], table.Rows[5][ratio]);
        Assert.Equal(3L, table.Rows[5][limit]);
        Assert.Equal(1.0, table.Rows[4][speedup]);

        int Column(string name) => table.Columns.ToList().IndexOf(name);
    }

    [Fact]
    public void PointsThatNeedMoreCoresAreLeft()
    {
        var results = _folder.Run(mostCores: 1);
        Assert.Equal(4, results.Finished);
        Assert.Empty(results.Findings);
    }

    [Fact]
    public void ANetworkThatFitsNoMachineIsListed()
    {
        _folder.Write("wide.yaml", File.ReadAllText(Path.Combine(_folder.Root, "wide.yaml")).Replace("[24, 5, 5]", "[8200, 1, 1]", StringComparison.Ordinal));
        var results = _folder.Run();
        Assert.True(results.Complete);
        Assert.Equal("layer,bus,scheme,needed_cores\nwide,4,sequential,1025\nwide,4,linear,1025\nwide,8,sequential,1025\nwide,8,linear,1025\n", results.Tables()["too_large"].Csv());
    }

    /// <summary>CIM1102 shows the code of what the point ran into; the others have their results.</summary>
    [Fact]
    public void APointThatFailsDoesNotStopTheOthers()
    {
        _folder.Write("wide.yaml", "name: wide\n");
        var results = _folder.Run();
        Assert.Equal(4, results.Finished);
        Assert.Equal(["CIM1102"], results.Findings.Select(f => f.Code).Distinct());
        Assert.Contains("point 4 (wide, 4, sequential) failed: CIM0008: ", results.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APointWithoutNetworkIsRefused()
    {
        _folder.Write("sweep.yaml", SweepFolder.Sweep.Replace("sets: network", "sets: name", StringComparison.Ordinal));
        Assert.Equal(["CIM1103"], _folder.Run().Findings.Select(f => f.Code).Distinct());
    }

    /// <summary>The output is held against the integer reference.</summary>
    [Fact]
    public void AWrongOutputIsAMismatch()
    {
        var file = _folder.Read().Required();
        var point = SweepPoint.Of(file)[0];
        var bench = new Workbench(_folder.Results, 1, new Silent());
        var network = LoadedNetwork.Load(point.Settings[SettingNames.Network]).Required();
        var wrong = network with { Expected = [.. network.Expected.Select(v => (sbyte)(v ^ 1))] };
        var diagnostic = Assert.Single(PointDesign.Of(point, wrong, file.Path).Then(d => ((DesignMeasure)point.Measure).Run(point, d, bench)).Diagnostics);
        Assert.Equal(("CIM1105", ExitCode.Mismatch), (diagnostic.Code, diagnostic.Descriptor.ExitCode));
    }

    /// <summary>Whole numbers come back as such, and shares too, even those that are whole.</summary>
    [Fact]
    public void ResultsAreReadAsTheyWereWritten()
    {
        var point = SweepPoint.Of(_folder.Read().Required())[0];
        var store = new PointStore(_folder.Results);
        Assert.Null(store.Find(point));
        store.Keep(point, new PointResult([long.MaxValue, 1.0, 0.1 + 0.2, 1e-20, 1e20, "text, \"quoted\""], Seconds(), 3));
        var found = store.Find(point)!;
        Assert.Equal<object>([long.MaxValue, 1.0, 0.1 + 0.2, 1e-20, 1e20, "text, \"quoted\""], found.Values);
        Assert.Equal((3, 2.5), (found.Needed, found.Seconds["step"]));

        static System.Collections.Immutable.ImmutableSortedDictionary<string, double> Seconds() => System.Collections.Immutable.ImmutableSortedDictionary<string, double>.Empty.Add("step", 2.5);
    }
}
