using System.Text.RegularExpressions;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Stimuli;
using CimGen.Synthesis.Fpga;

namespace CimGen.Synthesis.Tests;

/// <summary>The example for the iCEBreaker, synthesized.</summary>
public sealed class FpgaTests
{
    /// <summary>
    /// The netlist's outputs and cycles are the golden model's, and it fits the board's device: all of its memories are block RAM or SPRAM, all of its
    /// multipliers DSP blocks.
    /// </summary>
    [Fact]
    public void TheNetlistIsTheGoldenModel()
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("cimgen-fpga-").FullName, "design");
        var design = DesignFileReader.Read(Repository.File("examples/icebreaker/design.yaml"));
        Assert.True(design.Ok, string.Join('\n', design.Diagnostics));
        var built = DesignBuild.Run(design.Value with { Cosim = design.Value.Cosim with { Images = 1 } }, folder, null, Stage.Golden, new Silent());
        Assert.True(built.Ok, string.Join('\n', built.Diagnostics));

        var target = FpgaTarget.All.Single(t => t.Name == "up5k");
        var result = FpgaFlow.Run(folder, target).Required();
        Assert.Empty(result.Lacking);
        Assert.Equal(target.Capacity[Resource.LargeRam], (int)result.Used[Resource.LargeRam]);
        Assert.Equal("1 images, 0 different", NetlistSimulation.Run(folder, target, images: 1).Required());

        // Tables that are wrong are seen.
        var netlist = Path.Combine(folder, "up5k.v");
        File.WriteAllText(netlist, Disturb(File.ReadAllText(netlist)));
        Assert.NotEqual("1 images, 0 different", NetlistSimulation.Run(folder, target, images: 1).Required());
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    /// <summary>CIM1002: a netlist is simulated with the models of the cells that come with Yosys.</summary>
    [Fact]
    public void WithoutItsCellsYosysIsOfNoUse() =>
        Assert.Equal("CIM1002", Assert.Single(NetlistSimulation.Run(".", FpgaTarget.All[0], images: 1, yosys: "/nowhere/bin/yosys").Diagnostics).Code);

    [Fact]
    public void WhatADeviceLacksIsNamed()
    {
        var target = FpgaTarget.All.Single(t => t.Name == "up5k");
        var used = Enum.GetValues<Resource>().ToDictionary(r => r, _ => 0L);
        used[Resource.BlockRam] = 31;
        var result = new FpgaResult(target, System.Collections.Immutable.ImmutableDictionary.CreateRange(used), 1, null, null);
        Assert.Equal([Resource.BlockRam], result.Lacking);
        Assert.Contains("no: BlockRam 31 of 30", result.Values());
    }

    /// <summary>The accumulator of a crossbar does not begin anew.</summary>
    private static string Disturb(string netlist)
    {
        // At a single table it depends on the data whether it matters.
        const string Pin = @"(?<=\.I[0-3]\()[^()]*first2_q (?=\))";
        Assert.Matches(Pin, netlist);
        return Regex.Replace(netlist, Pin, "1'b0");
    }
}
