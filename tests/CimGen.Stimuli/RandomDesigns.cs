using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Crossbars.Model;
using CimGen.Flow.Designs;
using CimGen.Machines;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;

namespace CimGen.Stimuli;

/// <summary>
/// Random small networks and architectures, from a seed: several inputs and outputs, odd sizes, strides, paddings, dilations, groups, residual additions, functions, products, maps
/// that are put together and taken apart.
/// </summary>
public sealed class RandomDesigns(int seed)
{
    private static readonly SourceLocation At = new("random");

    /// <summary>Positions and channels beyond which maps do not grow.</summary>
    private const int MostPositions = 40, MostChannels = 24;

    private static readonly ImmutableArray<ScalarFunction> Functions =
    [
        new("Sigmoid", x => 1 / (1 + Math.Exp(-x))), new("Tanh", Math.Tanh), new("HardSwish", x => x * Math.Clamp((x / 6) + 0.5, 0, 1)), new("Abs", Math.Abs),
        new("Sin", Math.Sin), new("LeakyRelu", x => x < 0 ? x / 8 : x),
    ];

    private readonly Random _random = new(seed);
    private readonly GraphBuilder _graph = new();
    private readonly List<string> _maps = [];

    /// <param name="taller">By how much the first map is taller than it would be.</param>
    public Network Network(int taller = 1)
    {
        var shape = new FeatureShape(Between(1, 6), taller * Between(1, 9), Between(1, 9));
        AddInput("input", shape);
        if (Between(0, 3) == 0)
        {
            AddInput("second", Between(0, 1) == 0 ? shape : new FeatureShape(Between(1, 6), Between(1, 9), Between(1, 9)));
        }

        var inputs = _maps.ToImmutableArray();
        var current = "input";
        var count = Between(1, 6);
        for (var i = 0; i < count; i++)
        {
            // Mostly a chain; sometimes a branch, which a later layer may join again.
            current = AddLayer($"layer{i}", Between(0, 3) == 0 ? Pick([.. _maps]) : current);
            _maps.Add(current);
        }

        if (inputs.Contains(current))
        {
            current = AddFunction("last", current);
        }

        // What one layer has made is sometimes read by nobody, and left out; or the host reads it, too.
        var others = Between(0, 3) == 0 ? Enumerable.Range(0, Between(1, 2)).Select(_ => Pick([.. _maps])).Where(m => !inputs.Contains(m)) : [];
        return _graph.Build("random", inputs, [.. others.Append(current).Select(m => new NetworkOutput(m))]);
    }

    private void AddInput(string name, FeatureShape shape)
    {
        _graph.AddInput(name, shape);
        _maps.Add(name);
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
            Pick(Enum.GetValues<PartialSumPath>()),
            Pick(Enum.GetValues<DepthwiseUnit>()))
            .WithGpeu(new Gpeu(Between(2, 5)) { Tables = Between(0, 1) == 0, Products = Between(0, 1) == 0, Dots = Between(0, 1) == 0 });
    }

    public static DesignFile Design(Architecture architecture) =>
        new("random.yaml", "random", "random", architecture, null, null, null, new CosimSettings(1, 1, 2, 10_000));

    private string AddLayer(string name, string input)
    {
        var shape = _graph.ShapeOf(input);
        switch (Between(0, 15))
        {
            case 0:
                return AddWindowed(name, shape, w => new MaxPooling(name, input, name, w, Range(), At), shape.Channels, Inside(Window(shape, 3)));
            case 1:
                return AddWindowed(name, shape, w => new AveragePooling(name, input, name, w, Range(), At), shape.Channels, Window(shape, 4));
            case 2 when Others(input, s => s == shape) is { Length: > 0 } others:
                return Add(new Sum(name, [input, Pick(others)], name, Range(), At) { Subtracts = Between(0, 2) == 0 }, shape);
            case 3:
                return AddConvolution(name, input, shape, new Window(shape.Height, shape.Width));
            case 4 when shape.Channels > 2:
                return Add(new Affine(name, input, name, Values(shape.Channels, 1), Values(shape.Channels, 0.5f), Range(), At), shape);
            case 4:
                return Add(new Sum(name, [input], name, ActivationRange.Relu, At), shape);
            case 5:
                return AddConvolution(name, input, shape, Window(shape, 3), Pick([.. Enumerable.Range(1, shape.Channels).Where(g => shape.Channels % g == 0)]));
            case 6 or 7:
                return AddFunction(name, input);
            case 8 when Others("", s => s == shape || s == new FeatureShape(shape.Channels, 1, 1)) is { Length: > 0 } others:
                return Add(new Product(name, input, Pick(others), name, Range(), At), shape);
            case 9:
                return AddGate(name, input, shape);
            case 10 or 11:
                return AddJoined(name, input, shape);
            case 12:
                return AddPart(name, input, shape);
            case 13 when shape.Height * shape.Width <= MostPositions:
                return AddInterleaved(name, input, shape);
            default:
                return AddConvolution(name, input, shape, Window(shape, 3));
        }
    }

    /// <summary>Maps of a kind of shape.</summary>
    private string[] Others(string input, Func<FeatureShape, bool> of) => [.. _maps.Where(m => m != input && of(_graph.ShapeOf(m)))];

    private string AddFunction(string name, string input) => Add(new Elementwise(name, input, name, Pick([.. Functions]), Range(), At), _graph.ShapeOf(input));

    /// <summary>Each channel times a function of its mean, as squeeze-and-excitation has it.</summary>
    private string AddGate(string name, string input, FeatureShape shape)
    {
        var mean = Add(new AveragePooling($"{name}.mean", input, $"{name}.mean", new Window(shape.Height, shape.Width), ActivationRange.Unbounded, At), shape with { Height = 1, Width = 1 });
        var squeezed = Between(0, 1) == 0 ? mean : Add(
            new Convolution(
                $"{name}.squeeze", mean, $"{name}.squeeze", new Window(1, 1), shape.Channels, Values(shape.Channels * shape.Channels, 1), Values(shape.Channels, 0.5f), Range(), At),
            shape with { Height = 1, Width = 1 });
        return Add(new Product(name, input, AddFunction($"{name}.gate", squeezed), name, ActivationRange.Unbounded, At), shape);
    }

    /// <summary>Two or three maps side by side along an axis, some of which may be the same one; sometimes of branches made for it.</summary>
    private string AddJoined(string name, string input, FeatureShape shape)
    {
        var axis = Between(0, 2);
        var pieces = new List<string> { input };
        for (var i = Between(1, 2); i > 0; i--)
        {
            var fitting = Others("", s => axis switch
            {
                0 => (s.Height, s.Width) == (shape.Height, shape.Width),
                1 => (s.Channels, s.Width) == (shape.Channels, shape.Width),
                _ => (s.Channels, s.Height) == (shape.Channels, shape.Height),
            });
            var piece = Between(0, 2) == 0 ? Pick(fitting) : Between(0, 1) == 0 ? AddFunction($"{name}.{i}", Pick(fitting)) : AddConvolution($"{name}.{i}", input, shape, new Window(1, 1), kernels: shape.Channels);
            pieces.Insert(Between(0, pieces.Count), piece);
        }

        var (places, whole) = (new List<(string, MapPart)>(), shape);
        var (channels, rows, columns) = (0, 0, 0);
        foreach (var piece in pieces)
        {
            var of = _graph.ShapeOf(piece);
            places.Add((piece, new MapPart("", channels, rows, columns)));
            (channels, rows, columns) = axis switch { 0 => (channels + of.Channels, 0, 0), 1 => (0, rows + of.Height, 0), _ => (0, 0, columns + of.Width) };
            whole = axis switch { 0 => shape with { Channels = channels }, 1 => shape with { Height = rows }, _ => shape with { Width = columns } };
        }

        if (whole.Channels > MostChannels || whole.Height * whole.Width > 2 * MostPositions)
        {
            return input;
        }

        _graph.AddComposition(name, places, name, whole, At);
        return name;
    }

    /// <summary>Some channels, rows or columns, or every other row and column.</summary>
    private string AddPart(string name, string input, FeatureShape shape)
    {
        var (channel, top, left, stepY, stepX) = Between(0, 1) == 0
            ? (Between(0, shape.Channels - 1), 0, 0, 1, 1)
            : (0, Between(0, shape.Height - 1), Between(0, shape.Width - 1), Between(1, 2), Between(1, 2));
        var part = new FeatureShape(
            Between(1, shape.Channels - channel),
            Between(1, ((shape.Height - top - 1) / stepY) + 1),
            Between(1, ((shape.Width - left - 1) / stepX) + 1));
        if (channel > 0)
        {
            part = part with { Height = shape.Height, Width = shape.Width };
        }

        _graph.AddExtraction(name, input, name, new MapPart("", channel, top, left, stepY, stepX), part, At);
        return name;
    }

    /// <summary>Maps that take every other row or column of one, as a transposed convolution has it.</summary>
    private string AddInterleaved(string name, string input, FeatureShape shape)
    {
        var (stepY, stepX) = (Between(1, 2), Between(1, 2));
        var kernels = Between(1, 6);
        var pieces = new List<(string, MapPart)>();
        foreach (var (top, left) in from top in Enumerable.Range(0, stepY) from left in Enumerable.Range(0, stepX) select (top, left))
        {
            var piece = AddConvolution($"{name}.{top}{left}", input, shape, new Window(1, 1), kernels: kernels);
            pieces.Add((piece, new MapPart("", 0, top, left, stepY, stepX)));
        }

        _graph.AddComposition(name, pieces, name, new FeatureShape(kernels, stepY * shape.Height, stepX * shape.Width), At);
        return name;
    }

    private string AddConvolution(string name, string input, FeatureShape shape, Window window, int groups = 1, int? kernels = null)
    {
        var count = kernels ?? groups * Between(1, 20 / groups);
        var weights = Values(count * window.KernelY * window.KernelX * shape.Channels / groups, 1);
        return AddWindowed(
            name, shape, w => new Convolution(name, input, name, w, count, weights, Values(count, 0.5f), Range(), At) { Groups = groups }, count, window);
    }

    private string AddWindowed(string name, FeatureShape shape, Func<Window, Layer> make, int channels, Window window) =>
        Add(make(window), new FeatureShape(channels, window.OutputHeight(shape.Height), window.OutputWidth(shape.Width)));

    private string Add(Layer layer, FeatureShape shape)
    {
        _graph.Add(layer, shape);
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
