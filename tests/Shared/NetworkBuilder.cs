using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Tests.Shared;

/// <summary>Builds quantized networks layer by layer, with seeded random values where values do not matter. A layer's output has the layer's name.</summary>
internal sealed class NetworkBuilder(FeatureShape input, int seed = 1, int inputZeroPoint = 0)
{
    private readonly Random _random = new(seed);
    private readonly List<QuantizedTensor> _tensors = [new("input", input, 1, inputZeroPoint)];
    private readonly List<QuantizedLayer> _layers = [];
    private readonly HashSet<string> _unwritten = [];

    /// <summary>Some requantizations end with a table.</summary>
    public bool FusesTables { get; init; }

    public IReadOnlyList<QuantizedTensor> Tensors => _tensors;

    public FeatureShape Shape(string tensor) => Tensor(tensor).Shape;

    public QuantizedTensor Tensor(string name) => _tensors.First(t => t.Name == name);

    private SourceLocation Here => new("network.yaml", _layers.Count + 1, 1);

    /// <param name="groups">Divides channels and kernels.</param>
    public NetworkBuilder Convolution(string name, string from, int kernels, Window window, int? zeroPoint = null, int groups = 1)
    {
        var weights = new sbyte[kernels * window.KernelY * window.KernelX * Shape(from).Channels / groups];
        foreach (ref var weight in weights.AsSpan())
        {
            weight = (sbyte)_random.Next(-127, 128);
        }

        var output = Output(name, After(from, window) with { Channels = kernels }, zeroPoint);
        var bias = Enumerable.Range(0, kernels).Select(_ => _random.Next(-100_000, 100_000));
        _layers.Add(new QuantizedConvolution(name, from, name, window, kernels, [.. weights], [.. bias], PerChannel(output, 14, 22), Here) { Groups = groups });
        return this;
    }

    /// <summary>Each channel by itself, with a weight of its own.</summary>
    public NetworkBuilder Scaling(string name, string from)
    {
        var output = Output(name, Shape(from), null);
        var weights = Enumerable.Range(0, output.Shape.Channels).Select(_ => (sbyte)_random.Next(-127, 128));
        var bias = Enumerable.Range(0, output.Shape.Channels).Select(_ => _random.Next(-10_000, 10_000));
        _layers.Add(new QuantizedConvolution(name, from, name, new Window(1, 1), output.Shape.Channels, [.. weights], [.. bias], PerChannel(output, 14, 22), Here) { Groups = output.Shape.Channels });
        return this;
    }

    public NetworkBuilder MaxPooling(string name, string from, Window window)
    {
        Output(name, After(from, window), Tensor(from).ZeroPoint);
        _layers.Add(new QuantizedMaxPooling(name, from, name, window, Here));
        return this;
    }

    public NetworkBuilder AveragePooling(string name, string from, Window window)
    {
        var output = Output(name, After(from, window), null);
        var initial = -window.KernelY * window.KernelX * Tensor(from).ZeroPoint;
        _layers.Add(new QuantizedAveragePooling(name, from, name, window, initial, Uniform(output, 14, 20), Here));
        return this;
    }

    public NetworkBuilder Sum(string name, params string[] from)
    {
        var output = Output(name, Shape(from[0]), null);
        var factors = from.Select(_ => _random.Next(-32768, 32768));
        _layers.Add(new QuantizedSum(name, [.. from], name, [.. factors], _random.Next(-100_000, 100_000), Uniform(output, 28, 34), Here));
        return this;
    }

    /// <summary>A table of random values.</summary>
    public NetworkBuilder Lookup(string name, string from)
    {
        Output(name, Shape(from), null);
        _layers.Add(new QuantizedLookup(name, from, name, Table(), Here));
        return this;
    }

    /// <param name="right">As large as the left tensor, or one value for each of its channels.</param>
    public NetworkBuilder Product(string name, string left, string right)
    {
        var output = Output(name, Shape(left), null);
        _layers.Add(new QuantizedProduct(name, left, right, name, Tensor(left).ZeroPoint, Tensor(right).ZeroPoint, Uniform(output, 18, 24), Here));
        return this;
    }

    /// <summary>A tensor that layers put together: they write parts of it.</summary>
    public NetworkBuilder Whole(string name, FeatureShape shape)
    {
        Output(name, shape, null);
        return this;
    }

    /// <summary>A part of a tensor or of a part. A layer of that name writes it; without one, it has what has been written to the tensor.</summary>
    /// <param name="place">The whole that it names does not matter.</param>
    public NetworkBuilder Part(string name, string of, MapPart place, FeatureShape shape, bool written = false)
    {
        var whole = Tensor(of);
        var part = (place with { Whole = of }) is var inner && whole.Part is { } outer ? inner.Within(outer) : inner;
        _tensors.Add(whole with { Name = name, Shape = shape, Part = part });
        if (written)
        {
            _unwritten.Add(name);
        }

        return this;
    }

    /// <summary>The network up to here; its output is that of the last layer, all of it.</summary>
    public QuantizedNetwork Build() => new("test", ["input"], [_layers.Count > 0 ? Tensor(_layers[^1].Output).Holder : "input"], [.. _tensors], [.. _layers]);

    public static QuantizedNetwork Single(int kernels, Window window, FeatureShape input, int seed = 1) =>
        new NetworkBuilder(input, seed).Convolution("conv", "input", kernels, window).Build();

    private FeatureShape After(string from, Window window)
    {
        var shape = Shape(from);
        return shape with { Height = window.OutputHeight(shape.Height), Width = window.OutputWidth(shape.Width) };
    }

    private QuantizedTensor Output(string name, FeatureShape shape, int? zeroPoint)
    {
        if (_unwritten.Remove(name))
        {
            return Tensor(name) is var part && part.Shape == shape ? part : throw new ArgumentException($"{shape} for {part}", nameof(shape));
        }

        var tensor = new QuantizedTensor(name, shape, 1, zeroPoint ?? (_random.Next(3) == 0 ? -128 : _random.Next(-128, 128)));
        _tensors.Add(tensor);
        return tensor;
    }

    private Requantization PerChannel(QuantizedTensor output, int lowShift, int highShift)
    {
        var channels = output.Shape.Channels;
        return new Requantization(
            [.. Enumerable.Range(0, channels).Select(_ => _random.Next(0, 65536))],
            [.. Enumerable.Range(0, channels).Select(_ => _random.Next(lowShift, highShift + 1))],
            output.ZeroPoint,
            _random.Next(2) == 0 ? -128 : output.ZeroPoint,
            127)
        {
            Table = FusesTables && _random.Next(4) == 0 ? Table() : [],
        };
    }

    private ImmutableArray<sbyte> Table() => [.. Enumerable.Range(0, 256).Select(_ => (sbyte)_random.Next(-128, 128))];

    private Requantization Uniform(QuantizedTensor output, int lowShift, int highShift)
    {
        var one = PerChannel(output, lowShift, highShift);
        return one with
        {
            Multipliers = [.. Enumerable.Repeat(one.Multipliers[0], output.Shape.Channels)],
            Shifts = [.. Enumerable.Repeat(one.Shifts[0], output.Shape.Channels)],
        };
    }
}
