using CimGen.Stimuli;
using CimGen.Sweeps.Files;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Tests;

public sealed class SweepFileTests
{
    public static TheoryData<string, int> Files => new() { { "sync", 3965 }, { "cells", 7 }, { "growth", 18 }, { "models", 8 } };

    /// <summary>The machine of each point can be read, and so can its network.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void TheSweepsOfTheRepositoryHaveTheirPoints(string name, int count)
    {
        var sweep = SweepFileReader.Read(Repository.File($"examples/sweeps/{name}.yaml")).Required();
        var points = SweepPoint.Of(sweep);
        Assert.Equal(count, points.Length);
        Assert.Equal(name, sweep.Name);
        Assert.All(sweep.Pages, p => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(sweep.Path)!, p.Template)), p.Template));
        var networks = points.Select(p => p.Settings[SettingNames.Network]).Distinct().Where(n => count < 100 || n.Contains("layer", StringComparison.Ordinal)).ToDictionary(n => n, n => LoadedNetwork.Load(n).Required());
        Assert.All(points.Where(p => networks.ContainsKey(p.Settings[SettingNames.Network])), p => PointDesign.Of(p, networks[p.Settings[SettingNames.Network]], sweep.Path).Required());
    }

    /// <summary>Their networks are not in the repository; the designs are.</summary>
    [Fact]
    public void TheSweepOfWholeNetworksNamesDesigns()
    {
        var points = SweepPoint.Of(SweepFileReader.Read(Repository.File("examples/sweeps/onnxruntime.yaml")).Required());
        Assert.Equal(17, points.Length);
        Assert.All(points, p => Assert.True(File.Exists(p.Settings[SettingNames.Design]), p.Settings[SettingNames.Design]));
        Assert.Equal(("512", "512"), (points[^1].Settings["crossbar.rows"], points[^1].Settings["crossbar.columns"]));
    }

    [Theory]
    [InlineData("measure: golden", "measure: gold", "there is no measure 'gold'; write one of: cells, cosim, cross-layer, golden, model, network, onnxruntime, parts, pipeline, throughput, windows")]
    [InlineData("measure: golden", "measure: golden, where: { layers: wide }", "there is no axis 'layers'; write one of: layer, bus, scheme")]
    [InlineData("measure: golden", "measure: golden, where: { bus: [4, 16] }", "there is no value of bus '16'; write one of: 4, 8")]
    public void UnknownNamesAreRefused(string text, string other, string message)
    {
        using var folder = new SweepFolder(SweepFolder.Sweep.Replace(text, other, StringComparison.Ordinal));
        var diagnostic = Assert.Single(folder.Read().Diagnostics);
        Assert.Equal(("CIM1101", message), (diagnostic.Code, diagnostic.Message));
        Assert.Equal(13, diagnostic.Location.Line);
    }

    /// <summary>Before any is made.</summary>
    [Fact]
    public void MorePointsThanAnyComputerRunsAreRefused()
    {
        var axes = string.Concat(Enumerable.Range(0, 40).Select(i => $"  - {{ name: a{i}, sets: x{i}, values: [1, 2, 3, 4] }}\n"));
        using var folder = new SweepFolder(SweepFolder.Sweep.Replace("baseline:", $"{axes}baseline:", StringComparison.Ordinal));
        Assert.Equal("CIM1107", Assert.Single(folder.Read().Diagnostics).Code);
    }

    [Fact]
    public void AnAxisCannotHaveTheNameOfAColumn()
    {
        using var folder = new SweepFolder(SweepFolder.Sweep.Replace("baseline:", "  - { name: cycles, sets: clock_mhz, values: [1, 2] }\nbaseline:", StringComparison.Ordinal));
        Assert.Equal("CIM1108", Assert.Single(folder.Read().Diagnostics).Code);
    }

    [Fact]
    public void AMisspeltKeyIsRefused()
    {
        using var folder = new SweepFolder(SweepFolder.Sweep.Replace("baseline:", "base_line:", StringComparison.Ordinal));
        Assert.Equal("CIM0012", Assert.Single(folder.Read().Diagnostics).Code);
    }

    /// <summary>Settings are those of an architecture spec, and are read like one.</summary>
    [Fact]
    public void AWrongSettingIsFoundWhenThePointIsRun()
    {
        using var folder = new SweepFolder(SweepFolder.Sweep.Replace("values: [4, 8]", "values: [4, 5]", StringComparison.Ordinal));
        var results = folder.Run(0..4);
        Assert.Equal(2, results.Finished);
        Assert.All(results.Findings, f => Assert.Contains("failed: CIM0011: ", f.Message, StringComparison.Ordinal));
    }

    /// <summary>The smallest machine that holds the network.</summary>
    [Theory]
    [InlineData("cores: [2, 4, 8]", 2, 4)]
    [InlineData("cores: [2]", 2, 3)]
    [InlineData("where: {}", 1, 3)]
    public void MachinesAreAsLargeAsIsSaid(string setting, int narrow, int wide)
    {
        using var folder = new SweepFolder(SweepFolder.Sweep.Replace("measure: golden", $"measure: golden, {setting}", StringComparison.Ordinal));
        var sweep = folder.Read().Required();
        var cores = SweepPoint.Of(sweep).Select(p => PointDesign.Of(p, LoadedNetwork.Load(p.Settings[SettingNames.Network]).Required(), sweep.Path).Required().Architecture.Cores).ToList();
        Assert.Equal((narrow, wide), (cores[0], cores[^1]));
    }
}
