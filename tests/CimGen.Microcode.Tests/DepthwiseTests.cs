using CimGen.Crossbars.Golden;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Microcode.Golden;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Placement;
using Xunit.Abstractions;

namespace CimGen.Microcode.Tests;

/// <summary>Depthwise layers on crossbars and on the GPEU: what is predicted, against the golden model.</summary>
public sealed class DepthwiseTests(ITestOutputHelper output)
{
    private const long CycleLimit = 50_000_000;

    private static readonly Window Square = new(3, 3) { PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };

    /// <summary>Channels, side of the map, side of the window, rows and columns of a crossbar, cycles of an MVM, bytes of the bus, cores, whether units overlap.</summary>
    public static TheoryData<int, int, int, int, int, int, int, int, UnitMode> Shapes => new()
    {
        { 8, 12, 3, 64, 64, 64, 16, 8, UnitMode.Overlapped },
        { 24, 9, 3, 64, 64, 64, 32, 12, UnitMode.Overlapped },
        { 24, 9, 3, 64, 64, 64, 32, 12, UnitMode.Blocking },
        { 64, 8, 3, 256, 256, 64, 16, 16, UnitMode.Overlapped },
        { 64, 8, 1, 64, 64, 20, 16, 8, UnitMode.Overlapped },
        { 64, 8, 1, 64, 64, 20, 16, 2, UnitMode.Overlapped },
        { 64, 6, 3, 1024, 64, 10, 16, 2, UnitMode.Overlapped },
        { 64, 6, 3, 1024, 64, 10, 16, 2, UnitMode.Blocking },
        { 32, 6, 5, 1024, 64, 4, 32, 3, UnitMode.Blocking },
        { 16, 3, 3, 256, 64, 4, 16, 6, UnitMode.Blocking },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void TheBetterPredictionIsTheBetterMeasurement(int channels, int side, int kernel, int rows, int columns, int mvm, int bus, int cores, UnitMode units)
    {
        var network = Network(channels, side, kernel);
        var machine = new Architecture(
            "depthwise", cores, new Crossbar(rows, columns, CrossbarImplementation.Behavioural, mvm, 1), new MicrocodeSpec(units, 4096), new Bus(bus), new SharedMemory(1 << 16, 2),
            new Sync(SyncScheme.Cyclic, SyncTransport.Bus, 8), 1000);
        var (crossbar, gpeu, auto) = (Run(network, machine, DepthwiseUnit.Crossbar), Run(network, machine, DepthwiseUnit.Gpeu), Run(network, machine, DepthwiseUnit.Auto));
        output.WriteLine($"{gpeu.Choice.Text}; crossbar {crossbar.Cycles}, gpeu {gpeu.Cycles}; difference predicted {crossbar.Choice.Crossbar.Cycles - gpeu.Choice.Vector!.Cycles}, measured {crossbar.Cycles - gpeu.Cycles}");
        Assert.Equal(Math.Min(crossbar.Cycles, gpeu.Cycles), auto.Cycles);
    }

    private static QuantizedNetwork Network(int channels, int side, int kernel) =>
        new NetworkBuilder(new FeatureShape(4, side, side)).Convolution("before", "input", channels, new Window(1, 1)).Convolution("depthwise", "before", channels, kernel == 1 ? new Window(1, 1) : Square with { KernelY = kernel, KernelX = kernel }, groups: channels).Build();

    private static (UnitChoice Choice, long Cycles) Run(QuantizedNetwork network, Architecture machine, DepthwiseUnit unit)
    {
        var compiled = Compiled.From(network, machine with { Depthwise = unit });
        var golden = new GoldenMachine(compiled.Architecture, compiled.Image, CrossbarUnit.Create, 0);
        golden.WriteInput(new sbyte[network.Tensor(network.Inputs[0]).Shape.Count]);
        var summary = golden.Run(0, null, CycleLimit);
        Assert.True(summary.Ok);
        return (compiled.Schedule.Placement.Layers[1].Choice!, summary.Cycles);
    }
}
