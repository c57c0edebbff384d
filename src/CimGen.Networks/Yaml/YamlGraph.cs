using System.Collections.Immutable;
using System.Runtime.InteropServices;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Yaml;

/// <summary>Puts the layers of a file in YAML together: names, shapes, weights. After an error in the bag nothing further is to be added.</summary>
internal sealed class YamlGraph(string path, WeightRange range, DiagnosticBag bag)
{
    private readonly GraphBuilder _graph = new();
    private readonly SizeBudget _budget = new(bag);
    private readonly List<string> _inputs = [];
    private string _last = "";

    /// <summary>Adds an input; a layer that names none reads the last one.</summary>
    public void AddInput(string name, FeatureShape shape, SourceLocation at)
    {
        if (_budget.TakesMap(shape, $"the input '{Quotation.Of(name)}'", at))
        {
            _graph.AddInput(name, shape);
            _inputs.Add(name);
            _last = name;
        }
    }

    public void Add(LayerEntry entry, ulong seed)
    {
        ImmutableArray<string> inputs = entry.Inputs.IsEmpty ? [_last] : entry.Inputs;
        if (!NamesFit(entry, inputs))
        {
            return;
        }

        var shape = _graph.ShapeOf(inputs[0]);
        switch (entry.Kind)
        {
            case LayerKind.Conv or LayerKind.Linear:
                AddConvolution(entry, inputs[0], shape, seed);
                break;
            case LayerKind.MaxPool:
                AddWindowed(entry, entry.Window, shape, shape.Channels, () => new MaxPooling(
                    entry.Name, _graph.Resolve(inputs[0]), entry.Name, entry.Window, ActivationRange.Unbounded, entry.Map.Location));
                break;
            case LayerKind.AveragePool or LayerKind.GlobalAveragePool:
                var window = entry.Kind == LayerKind.AveragePool ? entry.Window : new Window(shape.Height, shape.Width);
                AddWindowed(entry, window, shape, shape.Channels, () => new AveragePooling(
                    entry.Name, _graph.Resolve(inputs[0]), entry.Name, window, ActivationRange.Unbounded, entry.Map.Location));
                break;
            case LayerKind.Add:
                AddSum(entry, inputs, shape);
                break;
            case LayerKind.Multiply:
                AddProduct(entry, inputs, shape);
                break;
            case LayerKind.Concat:
                AddConcatenation(entry, inputs);
                break;
            case LayerKind.Channels:
                AddChannels(entry, inputs[0], shape);
                break;
            case LayerKind.Upsample:
                var larger = shape with { Height = shape.Height * entry.Factor, Width = shape.Width * entry.Factor };
                if (_budget.TakesMap(larger, Title(entry), entry.Map.Location))
                {
                    _graph.AddRepetition(entry.Name, inputs[0], entry.Name, entry.Factor, entry.Factor, i => $"{entry.Name}:{i}", entry.Map.Location);
                }

                break;
            case LayerKind.LeakyRelu or LayerKind.Sigmoid or LayerKind.Tanh or LayerKind.HardSigmoid or LayerKind.HardSwish or LayerKind.Swish:
                if (_budget.TakesMap(shape, Title(entry), entry.Map.Location))
                {
                    var function = new ScalarFunction(entry.Kind.ToString(), FunctionOf(entry));
                    _graph.Add(new Elementwise(entry.Name, _graph.Resolve(inputs[0]), entry.Name, function, ActivationRange.Unbounded, entry.Map.Location), shape);
                }

                break;
            default:
                if (_budget.TakesMap(shape, Title(entry), entry.Map.Location))
                {
                    _graph.AddActivation(entry.Name, inputs[0], entry.Name, ActivationRange.Relu, entry.Map.Location);
                }

                break;
        }

        if (entry.Relu && !bag.HasErrors)
        {
            _graph.AddActivation(WithRelu(entry), entry.Name, WithRelu(entry), ActivationRange.Relu, entry.Map.Location);
            _graph.Alias(entry.Name, WithRelu(entry));
        }

        _last = entry.Name;
    }

    /// <param name="outputs">Layers whose maps are returned; empty for the last one's.</param>
    /// <returns>Null with an error when there is no such layer.</returns>
    public Network? Build(string name, ImmutableArray<string> outputs, SourceLocation outputsAt)
    {
        if (outputs.FirstOrDefault(o => !_graph.Knows(o)) is { } unknown)
        {
            bag.Add(NetworkDiagnostics.Graph(outputsAt, $"there is no layer '{Quotation.Of(unknown)}' to return", "name layers of this file"));
            return null;
        }

        return _graph.Build(name, [.. _inputs], [.. (outputs.IsEmpty ? [_last] : outputs).Select(o => new NetworkOutput(o))]);
    }

    private bool NamesFit(LayerEntry entry, ImmutableArray<string> inputs)
    {
        if (inputs.FirstOrDefault(i => !_graph.Knows(i)) is { } unknown)
        {
            var at = entry.Map.LocationOf(entry.HasInputs ? "inputs" : "input");
            bag.Add(NetworkDiagnostics.Graph(at, $"{Title(entry)} reads '{Quotation.Of(unknown)}', which no earlier layer writes", "name an earlier layer or an input"));
            return false;
        }

        if (_graph.Knows(entry.Name))
        {
            bag.Add(NetworkDiagnostics.Graph(entry.Map.LocationOf("name"), $"the name '{Quotation.Of(entry.Name)}' is taken by another layer or the network's input", "give each layer a name of its own"));
            return false;
        }

        if (entry.Relu && _graph.Knows(WithRelu(entry)))
        {
            bag.Add(NetworkDiagnostics.Graph(
                entry.Map.LocationOf("relu"), $"{Title(entry)} has a Relu, which is '{Quotation.Of(WithRelu(entry))}', and that name is taken", "give each layer a name of its own"));
            return false;
        }

        return true;
    }

    private void AddSum(LayerEntry entry, ImmutableArray<string> inputs, FeatureShape shape)
    {
        if (inputs.Any(i => _graph.ShapeOf(i) != shape))
        {
            bag.Add(NetworkDiagnostics.Shape(
                entry.Map.LocationOf("inputs"), entry.Name, $"the inputs of an add differ in shape: {string.Join(" and ", inputs.Select(i => _graph.ShapeOf(i).ToString()))}"));
        }
        else if (_budget.TakesMap(shape, Title(entry), entry.Map.Location))
        {
            _graph.Add(new Sum(entry.Name, [.. inputs.Select(_graph.Resolve)], entry.Name, ActivationRange.Unbounded, entry.Map.Location), shape);
        }
    }

    private void AddProduct(LayerEntry entry, ImmutableArray<string> inputs, FeatureShape shape)
    {
        var right = _graph.ShapeOf(inputs[1]);
        if (right != shape && right != new FeatureShape(shape.Channels, 1, 1))
        {
            bag.Add(NetworkDiagnostics.Shape(
                entry.Map.LocationOf("inputs"), entry.Name, $"the inputs of a multiply are {shape} and {right}; the second has the shape of the first, or one value for each of its channels"));
        }
        else if (_budget.TakesMap(shape, Title(entry), entry.Map.Location))
        {
            _graph.Add(new Product(entry.Name, _graph.Resolve(inputs[0]), _graph.Resolve(inputs[1]), entry.Name, ActivationRange.Unbounded, entry.Map.Location), shape);
        }
    }

    private void AddConcatenation(LayerEntry entry, ImmutableArray<string> inputs)
    {
        var shapes = inputs.Select(_graph.ShapeOf).ToList();
        var whole = shapes[0] with { Channels = (int)Math.Min(int.MaxValue, shapes.Sum(s => (long)s.Channels)) };
        if (shapes.Exists(s => (s.Height, s.Width) != (whole.Height, whole.Width)))
        {
            bag.Add(NetworkDiagnostics.Shape(
                entry.Map.LocationOf("inputs"), entry.Name, $"the inputs of a concat differ in height or width: {string.Join(" and ", shapes.Select(s => s.ToString()))}"));
        }
        else if (_budget.TakesMap(whole, Title(entry), entry.Map.Location))
        {
            var firsts = shapes.Select((_, i) => shapes.Take(i).Sum(s => s.Channels));
            _graph.AddComposition(entry.Name, inputs.Zip(firsts, (map, first) => (map, new MapPart("", first))), entry.Name, whole, entry.Map.Location);
        }
    }

    private void AddChannels(LayerEntry entry, string input, FeatureShape shape)
    {
        if ((long)entry.First + entry.Count > shape.Channels)
        {
            bag.Add(NetworkDiagnostics.Shape(entry.Map.LocationOf("count"), entry.Name, $"channels {entry.First}..{(long)entry.First + entry.Count - 1} of an input of {shape}"));
            return;
        }

        _graph.AddExtraction(entry.Name, input, entry.Name, new MapPart("", entry.First), shape with { Channels = entry.Count }, entry.Map.Location);
    }

    private static Func<double, double> FunctionOf(LayerEntry entry) => entry.Kind switch
    {
        LayerKind.LeakyRelu => ScalarFunctions.LeakyRelu(entry.Slope),
        LayerKind.Sigmoid => ScalarFunctions.Sigmoid,
        LayerKind.Tanh => Math.Tanh,
        LayerKind.HardSigmoid => ScalarFunctions.HardSigmoid(1 / 6.0, 0.5),
        LayerKind.HardSwish => ScalarFunctions.HardSwish,
        _ => ScalarFunctions.Swish,
    };

    private void AddConvolution(LayerEntry entry, string input, FeatureShape shape, ulong seed)
    {
        var (map, kernels) = (entry.Map, entry.Kernels);
        var window = entry.Kind == LayerKind.Linear ? new Window(shape.Height, shape.Width) : entry.Window;
        if (shape.Channels % entry.Groups != 0 || kernels % entry.Groups != 0)
        {
            bag.Add(NetworkDiagnostics.Shape(map.LocationOf("groups"), entry.Name, $"{entry.Groups} groups do not divide {shape.Channels} input channels and {kernels} kernels"));
            return;
        }

        var channels = shape.Channels / entry.Groups;
        var count = (Int128)kernels * window.KernelY * window.KernelX * channels;
        if (!_budget.TakesWeights(count, Title(entry), map.Location))
        {
            return;
        }

        AddWindowed(entry, window, shape, kernels, () =>
        {
            var weights = entry.Weights is { } file
                ? WeightFile.ReadWeights(path, file, kernels, window.KernelY, window.KernelX, channels, map.LocationOf("weights"), bag)
                : RandomWeights((int)count, (int)(count / kernels), seed);
            var bias = entry.Bias is { } biasFile ? WeightFile.ReadBias(path, biasFile, kernels, map.LocationOf("bias"), bag) : new float[kernels];
            return weights is null || bias is null
                ? null
                : new Convolution(
                    entry.Name,
                    _graph.Resolve(input),
                    entry.Name,
                    window,
                    kernels,
                    ImmutableCollectionsMarshal.AsImmutableArray(weights),
                    ImmutableCollectionsMarshal.AsImmutableArray(bias),
                    ActivationRange.Unbounded,
                    map.Location)
                { Groups = entry.Groups };
        });
    }

    /// <param name="make">Called when the shapes fit; null after an error.</param>
    private void AddWindowed(LayerEntry entry, Window window, FeatureShape shape, int channels, Func<Layer?> make)
    {
        var output = new FeatureShape(channels, window.OutputHeight(shape.Height), window.OutputWidth(shape.Width));
        if (output.Height < 1 || output.Width < 1)
        {
            bag.Add(NetworkDiagnostics.Shape(entry.Map.Location, entry.Name, $"a kernel of {window.KernelY}x{window.KernelX} does not fit an input of {shape}"));
        }
        else if (_budget.TakesMap(output, Title(entry), entry.Map.Location)
            && _budget.TakesWindow(window, shape, output, Math.Max(1, entry.Kernels / entry.Groups), Title(entry), entry.Map.Location)
            && make() is { } layer)
        {
            _graph.Add(layer, output);
        }
    }

    /// <summary>The Relu of a layer that has one.</summary>
    private static string WithRelu(LayerEntry entry) => $"{entry.Name}:relu";

    private static string Title(LayerEntry entry) => $"layer '{Quotation.Of(entry.Name)}'";

    /// <summary>Uniform in the range of the file.</summary>
    private float[] RandomWeights(int count, int fanIn, ulong seed)
    {
        var width = range == WeightRange.FanIn ? 2 * MathF.Sqrt(6f / fanIn) : 1;
        var random = new Random64(seed * 0x9E3779B97F4A7C15);
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (random.NextUnit() - 0.5f) * width;
        }

        return values;
    }
}
