using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Crossbars.Model;
using CimGen.Flow.Designs;
using CimGen.Machines;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;

namespace CimGen.Stimuli;

/// <summary>Random small networks and architectures, from a seed: odd sizes, strides, paddings, dilations, residual additions.</summary>
public sealed class RandomDesigns(int seed)
{
    private static readonly SourceLocation At = new("random");

    private readonly Random _random = new(seed);
    private readonly List<Layer> _layers = [];
    private readonly Dictionary<string, FeatureShape> _shapes = [];

    public Network Network()
    {
        var shape = new FeatureShape(Between(1, 6), Between(1, 9), Between(1, 9));
        _shapes["input"] = shape;
        var current = "input";
        var count = Between(1, 4);
        for (var i = 0; i < count; i++)
        {
            current = AddLayer($"layer{i}", current);
        }

        return new Network("random", "input", current, _shapes.ToImmutableDictionary(), [.. _layers]);
    }

    public Architecture Architecture(int cores, int counters = 12)
    {
        var columns = Pick(4, 8, 16);
        var bus = Math.Min(Pick(4, 8, 16, 32, 64), 4 * columns);
        var rows = Pick(4, 8, 16, 32);
        var lanes = Math.Min(Pick(1, 2, 4, 8, 16), Math.Min(columns, rows * bus / 4));
        return new Architecture(
            "random",
            cores,
            new Crossbar(rows, columns, Pick(Enum.GetValues<CrossbarImplementation>()), Between(1, 40), lanes),
            new MicrocodeSpec(Pick(Enum.GetValues<UnitMode>()), 16384),
            new Bus(bus, Pick(Enum.GetValues<BusTopology>())),
            new SharedMemory(1 << 18, Between(1, 5)),
            new Machines.Sync(Pick(Enum.GetValues<SyncScheme>()), Pick(Enum.GetValues<SyncTransport>()), counters),
            100,
            Pick(Enum.GetValues<IfmDelivery>()),
            Pick(Enum.GetValues<PartialSumPath>()))
            .WithGpeu(new Gpeu(Between(2, 5)));
    }

    public static DesignFile Design(Architecture architecture) =>
        new("random.yaml", "random", "random", architecture, null, null, null, new CosimSettings(1, 1, 2, 10_000));

    private string AddLayer(string name, string input)
    {
        var shape = _shapes[input];
        switch (Between(0, 8))
        {
            case 0:
                return AddWindowed(name, shape, w => new MaxPooling(name, input, name, w, Range(), At), shape.Channels, Inside(Window(shape, 3)));
            case 1:
                return AddWindowed(name, shape, w => new AveragePooling(name, input, name, w, Range(), At), shape.Channels, Window(shape, 4));
            case 2 when _shapes.Any(s => s.Key != input && s.Value == shape):
                var other = _shapes.First(s => s.Key != input && s.Value == shape).Key;
                return Add(new Sum(name, [input, other], name, Range(), At) { Subtracts = Between(0, 2) == 0 }, shape);
            case 3:
                return AddConvolution(name, input, shape, new Window(shape.Height, shape.Width));
            case 4 when shape.Channels > 2:
                return Add(new Affine(name, input, name, Values(shape.Channels, 1), Values(shape.Channels, 0.5f), Range(), At), shape);
            case 4:
                return Add(new Sum(name, [input], name, ActivationRange.Relu, At), shape);
            case 5:
                return AddConvolution(name, input, shape, Window(shape, 3), Pick([.. Enumerable.Range(1, shape.Channels).Where(g => shape.Channels % g == 0)]));
            default:
                return AddConvolution(name, input, shape, Window(shape, 3));
        }
    }

    private string AddConvolution(string name, string input, FeatureShape shape, Window window, int groups = 1)
    {
        var kernels = groups * Between(1, 20 / groups);
        var weights = Values(kernels * window.KernelY * window.KernelX * shape.Channels / groups, 1);
        return AddWindowed(
            name, shape, w => new Convolution(name, input, name, w, kernels, weights, Values(kernels, 0.5f), Range(), At) { Groups = groups }, kernels, window);
    }

    private string AddWindowed(string name, FeatureShape shape, Func<Window, Layer> make, int channels, Window window) =>
        Add(make(window), new FeatureShape(channels, window.OutputHeight(shape.Height), window.OutputWidth(shape.Width)));

    private string Add(Layer layer, FeatureShape shape)
    {
        _layers.Add(layer);
        _shapes[layer.Output] = shape;
        return layer.Output;
    }

    /// <summary>A window that fits the map and whose padding is smaller than the kernel.</summary>
    private Window Window(FeatureShape shape, int most)
    {
        var (kernelY, kernelX) = (Between(1, most), Between(1, most));
        var window = new Window(
            kernelY, kernelX, Between(1, 2), Between(1, 3), Pad(kernelY), Pad(kernelX), Pad(kernelY), Pad(kernelX), Between(1, 2), Between(1, 2));
        if (window.SpanY > shape.Height + window.PadTop + window.PadBottom)
        {
            window = window with { KernelY = 1, PadTop = 0, PadBottom = 0 };
        }

        return window.SpanX > shape.Width + window.PadLeft + window.PadRight ? window with { KernelX = 1, PadLeft = 0, PadRight = 0 } : window;
    }

    /// <summary>A dilated window could see nothing but padding, which has no maximum.</summary>
    private static Window Inside(Window window) => window with
    {
        DilationY = window.PadTop + window.PadBottom > 0 ? 1 : window.DilationY,
        DilationX = window.PadLeft + window.PadRight > 0 ? 1 : window.DilationX,
    };

    private int Pad(int kernel) => Between(0, 2) == 0 ? Between(0, kernel - 1) : 0;

    private ActivationRange Range() => Between(0, 2) == 0 ? ActivationRange.Relu : ActivationRange.Unbounded;

    private ImmutableArray<float> Values(int count, float scale) =>
        [.. Enumerable.Range(0, count).Select(_ => scale * ((2 * _random.NextSingle()) - 1))];

    private int Between(int low, int high) => _random.Next(low, high + 1);

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];
}
