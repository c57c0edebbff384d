using CimGen.Crossbars.Build;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Build;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Images;
using CimGen.Planning.Placement;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Microcode.Tests;

public sealed class ProgramTests
{
    /// <summary>What a divergence report says about the n-th vector of a core is where the core really stores, and nothing is forgotten.</summary>
    [Fact]
    public void StoresGoToTheOutputVectorsOfTheSchedule() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var network = RandomNetworks.Next(random);
        var compiled = Compiled.From(network, TestMachines.RandomFor(network, random));
        for (var core = 0; core < compiled.Image.Cores.Length; core++)
        {
            var done = new int[compiled.Schedule.Layers.Length];
            foreach (var store in ControlFlow.Run(compiled.Image.Cores[core]).Where(e => e.Note.EndsVector))
            {
                var layer = store.Note.Layer;
                var vector = compiled.Schedule.OutputVector(layer, new Place(0, core), done[layer]++);
                if (store.Note.Traffic == TrafficKind.OfmStore)
                {
                    var map = compiled.Schedule.Memory.Features[compiled.Schedule.Layers[layer].Placement.Layer.Output];
                    var pixel = map.AddressOf(0, vector / map.Width, vector % map.Width);
                    Assert.InRange(store.Operand, pixel, pixel + map.Channels - store.Instruction.Length);
                }
            }

            for (var layer = 0; layer < done.Length; layer++)
            {
                Assert.Equal(-1, compiled.Schedule.OutputVector(layer, new Place(0, core), done[layer]));
            }
        }
    }));

    [Theory]
    [InlineData(UnitMode.Blocking)]
    [InlineData(UnitMode.Overlapped)]
    public void ProgramsDoNotGrowWithTheFeatureMap(UnitMode units)
    {
        // The same rest modulo P_V = 5: the code for the rest is the same as well.
        Assert.Equal(Largest(13), Largest(43));

        int Largest(int side) => Compiled.From(
            new NetworkBuilder(new FeatureShape(8, side, side), inputZeroPoint: 1)
                .Convolution("conv", "input", 8, new Window(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1), zeroPoint: 2)
                .MaxPooling("pool", "conv", new Window(3, 3, 2, 2, 1, 1, 1, 1)).Build(),
            TestMachines.Square(16, 5, units: units)).Image.Cores.Max(c => c.ProgramBytes);
    }

    [Fact]
    public void UnusedCoresOnlyEnd()
    {
        var image = Compiled.From(Samples.Network, TestMachines.Square(8, 12)).Image;

        Assert.All(image.Cores.Skip(10), c => Assert.Equal([InstructionCodec.Encode(Instruction.End())], c.Program.ToArray()));
        Assert.All(image.Cores.Skip(10), c => Assert.Empty(c.Weights));
    }

    [Fact]
    public void EveryInstructionHasANote() =>
        Assert.All(Compiled.From(Samples.Network, TestMachines.Square(8, 12)).Image.Cores, c =>
        {
            Assert.Equal(c.Program.Length, c.Notes.Length);
            Assert.Equal(-1, c.Notes[^1].Layer);
            Assert.All(c.Notes.SkipLast(1), n => Assert.InRange(n.Layer, 0, 4));
            Assert.All(c.Program.Zip(c.Notes), p => Assert.Equal(
                InstructionCodec.Decode(p.First).Opcode is Opcode.Load or Opcode.Store or Opcode.Call, p.Second.Traffic != TrafficKind.None));
        });

    [Fact]
    public void ProgramsLongerThanTheirMemoryAreReported()
    {
        var architecture = TestMachines.Square(8, 10) with { Controller = new MicrocodeSpec(UnitMode.Blocking, 256) };

        var schedule = NetworkPlacer.Run(Samples.Network, architecture, new CrossbarPlanner()).Then(m => Scheduler.Run(m, architecture)).Value!;
        var diagnostics = ImageBuilder.Run(schedule, architecture, new CrossbarPlanner(), new MicrocodeLowering()).Diagnostics;

        Assert.All(diagnostics, d => Assert.Equal("CIM0701", d.Code));
        Assert.Matches(@"core 0 needs \d+ bytes of microcode for 'first', 'pool:border', 'pool', 'sum', its memory has 256; raise instruction_memory_bytes", diagnostics[0].Message);
    }

    [Fact]
    public void SumsOfThreeMapsAreReported() => Assert.Equal(
        ["CIM0702"],
        Compiled.Codes(new NetworkBuilder(new FeatureShape(2, 2, 2)).Sum("sum", "input", "input", "input").Build(), TestMachines.Square(8, 1)));

    /// <summary>The GPEU keeps one set of parameters; different ones for every round over the channels would need reloading.</summary>
    [Theory]
    [InlineData(8, new string[0])]
    [InlineData(9, new[] { "CIM0703" })]
    public void RequantizationPerChannelBeyondOneRoundIsReported(int channels, string[] codes)
    {
        var network = new NetworkBuilder(new FeatureShape(channels, 2, 2)).Sum("sum", "input").Build();
        var sum = (QuantizedSum)network.Layers[0];
        var uneven = sum.Requantization! with { Shifts = [.. Enumerable.Range(0, channels).Select(c => 10 + c)] };

        Assert.Equal(codes, Compiled.Codes(network with { Layers = [sum with { Requantization = uneven }] }, TestMachines.Square(8, 1)));
    }

    /// <summary>A map that seven layers put together, each with another number of rows: their reader would follow seven counts.</summary>
    [Fact]
    public void MoreCountsOfRowsThanRegistersAreReported()
    {
        const int Writers = 7;
        var builder = new NetworkBuilder(new FeatureShape(1, 28, 2)).Whole("whole", new FeatureShape(1, 28, 2));
        for (var (i, top) = (1, 0); i <= Writers; top += i++)
        {
            var shape = new FeatureShape(1, i, 2);
            builder.Part($"in{i}", "input", new MapPart("input", Top: top), shape).Part($"out{i}", "whole", new MapPart("whole", Top: top), shape, written: true)
                .Convolution($"out{i}", $"in{i}", 1, new Window(1, 1));
        }

        var network = builder.Convolution("all", "whole", 2, new Window(1, 1)).Build();
        var machine = TestMachines.Square(8, 16, SyncScheme.Linear) with { Dataflow = DataflowKind.Rows };
        Assert.Equal(["CIM0705"], Compiled.Codes(network, machine).Distinct());
    }

    /// <summary>A window that reaches further than an address displacement must not throw.</summary>
    [Fact]
    public void WindowsBeyondADisplacementAreReported()
    {
        var network = NetworkBuilder.Single(4, new Window(2, 1, DilationY: 9000), new FeatureShape(8, 9001, 1000));

        Assert.Equal(["CIM0704"], Compiled.Codes(network, TestMachines.Square(16, 1, memoryBytes: 1 << 28)).Distinct());
    }

    [Theory]
    [InlineData(SyncScheme.Sequential, UnitMode.Blocking)]
    [InlineData(SyncScheme.Cyclic, UnitMode.Blocking)]
    [InlineData(SyncScheme.Cyclic, UnitMode.Overlapped)]
    public void ListingsAreStable(SyncScheme scheme, UnitMode units)
    {
        var image = Compiled.From(Samples.Network, TestMachines.Square(8, 10, scheme, units)).Image;

        Baseline.Matches($"50-microcode-{scheme}-{units}.txt".ToLowerInvariant(), MicrocodeListing.Text(image));
    }
}
