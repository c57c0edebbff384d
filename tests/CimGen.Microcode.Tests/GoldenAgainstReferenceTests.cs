using CimGen.Crossbars.Golden;
using CimGen.Machines;
using CimGen.Microcode.Build;
using CimGen.Microcode.Golden;
using CimGen.Microcode.Model;
using CimGen.Networks.Execution;
using CimGen.Networks.Quantized;
using CimGen.Planning.Proofs;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Microcode.Tests;

/// <summary>The generated machine computes what the network says, and is proven not to depend on timing.</summary>
public sealed class GoldenAgainstReferenceTests
{
    private const long CycleLimit = 50_000_000;

    [Fact]
    public void RandomNetworksOnRandomMachines() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var network = RandomNetworks.Next(random);
        Run(network, TestMachines.RandomFor(network, random), random);
    }));

    public static TheoryData<SyncScheme, UnitMode, SyncTransport> Modes()
    {
        var modes = new TheoryData<SyncScheme, UnitMode, SyncTransport>();
        foreach (var (scheme, units, transport) in
            from s in Enum.GetValues<SyncScheme>() from u in Enum.GetValues<UnitMode>() from t in Enum.GetValues<SyncTransport>() select (s, u, t))
        {
            modes.Add(scheme, units, transport);
        }

        return modes;
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void EveryMode(SyncScheme scheme, UnitMode units, SyncTransport transport) =>
        Run(Samples.Network, TestMachines.Square(8, 16, scheme, units, transport), new Random(1));

    /// <summary>Two images in a row, so that what the first run leaves behind is seen; the bus stalls at random in half of the cases.</summary>
    private static void Run(QuantizedNetwork network, Architecture wanted, Random random)
    {
        var compiled = Compiled.From(network, wanted);
        var architecture = compiled.Architecture;
        var proof = ScheduleProver.Run(architecture, compiled.Image, new MicrocodeEffects());
        Assert.Empty(proof.Diagnostics);

        var machine = new GoldenMachine(architecture, compiled.Image, CrossbarUnit.Create, (uint)random.Next(2) * (uint)random.Next(1, int.MaxValue));
        for (var image = 0; image < 2; image++)
        {
            var input = RandomNetworks.Image(random, network.Tensor(network.Inputs[0]).Shape);
            machine.WriteInput(input);
            var summary = machine.Run(image, null, CycleLimit);

            Assert.True(summary.Ok, $"{summary.Outcome} {string.Join("; ", summary.Faults)} {string.Join("; ", summary.Stuck)}");
            Assert.Equal(IntegerReference.Run(network, input)[network.Outputs[0]], machine.ReadOutput());
        }
    }
}
