using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Networks.Graph;
using CimGen.Networks.Yaml;

namespace CimGen.Networks;

/// <summary>Reads the small YAML form of a network, for experiments on single layers. docs/network-yaml.md describes it.</summary>
public static class YamlNetworkReader
{
    private const int MaxDimension = 65536;
    private const long MaxWeights = 1L << 28;

    private enum LayerKind
    {
        Conv,
        MaxPool,
        AveragePool,
        GlobalAveragePool,
        Linear,
        Add,
        Relu,
    }

    public static Result<Network> Read(string path)
    {
        var bag = new DiagnosticBag();
        if (YamlFile.Read(path, bag) is not { } top)
        {
            return Result.From<Network>(null, bag);
        }

        var name = top.Text("name");
        var input = top.Sequence("input").Integers(1, MaxDimension);
        var seed = (ulong)top.Integer("seed", 0, int.MaxValue, 1);
        var layers = top.Sequence("layers").Maps();
        if (!bag.HasErrors && (input.Length != 3 || layers.IsEmpty))
        {
            bag.Add(NetworkDiagnostics.Shape(top.LocationOf(input.Length != 3 ? "input" : "layers"), name, "'input' takes [channels, height, width] and 'layers' at least one layer"));
        }

        if (bag.HasErrors)
        {
            return Result.From<Network>(null, bag);
        }

        var builder = new GraphBuilder();
        builder.AddInput("input", new FeatureShape(input[0], input[1], input[2]));
        var last = "input";
        foreach (var (map, index) in layers.Select((m, i) => (m, i)))
        {
            if (ReadLayer(path, map, index, last, seed, builder, bag) is not { } output)
            {
                break;
            }

            last = output;
        }

        top.Finish();
        return bag.HasErrors ? Result.From<Network>(null, bag) : Result.From(builder.Build(name, "input", last), bag);
    }

    private static string? ReadLayer(string path, YamlMap map, int index, string before, ulong seed, GraphBuilder graph, DiagnosticBag bag)
    {
        var kind = map.Enum<LayerKind>("type");
        var name = map.OptionalText("name") ?? $"{kind.ToString().ToLowerInvariant()}{index}";
        string[] inputs = kind == LayerKind.Add ? [.. map.Sequence("inputs").Texts()] : [map.OptionalText("input") ?? before];
        if (inputs.Length == 0 || inputs.FirstOrDefault(i => !graph.Knows(i)) is { })
        {
            bag.Add(NetworkDiagnostics.Graph(map.Location, $"layer '{name}' reads '{inputs.FirstOrDefault(i => !graph.Knows(i))}', which no earlier layer writes"));
            return null;
        }

        if (graph.Knows(name))
        {
            bag.Add(NetworkDiagnostics.Graph(map.Location, $"the name '{name}' is taken; layers and 'input' need different ones"));
            return null;
        }

        var shape = graph.ShapeOf(inputs[0]);
        var relu = kind != LayerKind.Relu && map.Boolean("relu", false);
        switch (kind)
        {
            case LayerKind.Conv or LayerKind.Linear:
                AddConvolution(path, map, name, inputs[0], shape, kind == LayerKind.Linear, seed + (ulong)index, graph, bag);
                break;
            case LayerKind.MaxPool or LayerKind.AveragePool or LayerKind.GlobalAveragePool:
                var window = kind == LayerKind.GlobalAveragePool ? new Window(shape.Height, shape.Width) : ReadWindow(map);
                Layer layer = kind == LayerKind.MaxPool
                    ? new MaxPooling(name, graph.Resolve(inputs[0]), name, window, ActivationRange.Unbounded, map.Location)
                    : new AveragePooling(name, graph.Resolve(inputs[0]), name, window, ActivationRange.Unbounded, map.Location);
                Add(layer, window, shape, shape.Channels, graph, bag);
                break;
            case LayerKind.Add:
                if (inputs.Any(i => graph.ShapeOf(i) != shape))
                {
                    bag.Add(NetworkDiagnostics.Shape(map.Location, name, "the inputs of an add differ in shape"));
                }

                graph.Add(new Sum(name, [.. inputs.Select(graph.Resolve)], name, ActivationRange.Unbounded, map.Location), shape);
                break;
            default:
                graph.AddActivation(name, inputs[0], name, ActivationRange.Relu, map.Location);
                break;
        }

        if (relu && !bag.HasErrors)
        {
            graph.AddActivation($"{name}:relu", name, $"{name}:relu", ActivationRange.Relu, map.Location);
            graph.Alias(name, $"{name}:relu");
        }

        return bag.HasErrors ? null : name;
    }

    private static void AddConvolution(
        string path, YamlMap map, string name, string input, FeatureShape shape, bool linear, ulong seed, GraphBuilder graph, DiagnosticBag bag)
    {
        var kernels = map.Integer("kernels", 1, MaxDimension);
        var window = linear ? new Window(shape.Height, shape.Width) : ReadWindow(map);
        var file = map.OptionalText("weights");
        var biasFile = map.OptionalText("bias");
        var count = (long)kernels * window.KernelY * window.KernelX * shape.Channels;
        if (count > MaxWeights)
        {
            bag.Add(NetworkDiagnostics.TensorSize(map.Location, name, $"{count} weights are more than are taken"));
            return;
        }

        var weights = file is null ? RandomWeights(count, seed) : NumpyFile.Read(path, file, count, map.LocationOf("weights"), bag);
        var bias = biasFile is null ? new float[kernels] : NumpyFile.Read(path, biasFile, kernels, map.LocationOf("bias"), bag);
        if (weights is not null && bias is not null)
        {
            Add(
                new Convolution(name, graph.Resolve(input), name, window, kernels, [.. weights], [.. bias], ActivationRange.Unbounded, map.Location),
                window,
                shape,
                kernels,
                graph,
                bag);
        }
    }

    private static void Add(Layer layer, Window window, FeatureShape shape, int channels, GraphBuilder graph, DiagnosticBag bag)
    {
        var output = new FeatureShape(channels, window.OutputHeight(shape.Height), window.OutputWidth(shape.Width));
        if (output.Height < 1 || output.Width < 1)
        {
            bag.Add(NetworkDiagnostics.Shape(layer.Location, layer.Name, $"a kernel of {window.KernelY}x{window.KernelX} does not fit an input of {shape}"));
        }

        graph.Add(layer, output);
    }

    private static Window ReadWindow(YamlMap map)
    {
        var kernel = Pair(map, "kernel", required: true, 1, 1);
        var stride = Pair(map, "stride", required: false, 1, 1);
        var dilation = Pair(map, "dilation", required: false, 1, 1);
        var pads = Numbers(map, "padding", 0, required: false);
        var (top, left, bottom, right) = pads.Length switch
        {
            1 => (pads[0], pads[0], pads[0], pads[0]),
            4 => (pads[0], pads[1], pads[2], pads[3]),
            _ => (0, 0, 0, 0),
        };
        return new Window(kernel.Y, kernel.X, stride.Y, stride.X, top, left, bottom, right, dilation.Y, dilation.X);
    }

    /// <summary>One number for both directions, or [y, x].</summary>
    private static (int Y, int X) Pair(YamlMap map, string key, bool required, int minimum, int fallback)
    {
        var values = Numbers(map, key, minimum, required);
        return values.Length == 0 ? (fallback, fallback) : (values[0], values[^1]);
    }

    /// <summary>A list of integers, or a lone one.</summary>
    private static ImmutableArray<int> Numbers(YamlMap map, string key, int minimum, bool required)
    {
        const int Maximum = 4096;
        if (map.IsSequence(key))
        {
            return map.Sequence(key).Integers(minimum, Maximum);
        }

        return required || map.Has(key) ? [map.Integer(key, minimum, Maximum)] : [];
    }

    /// <summary>Uniform in -0.5..0.5.</summary>
    private static float[] RandomWeights(long count, ulong seed)
    {
        var random = new Random64(seed * 0x9E3779B97F4A7C15);
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextUnit() - 0.5f;
        }

        return values;
    }
}
