using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Yaml;

internal enum LayerKind
{
    Conv,
    MaxPool,
    AveragePool,
    GlobalAveragePool,
    Linear,
    Add,
    Multiply,
    Concat,
    Channels,
    Upsample,
    Relu,
    LeakyRelu,
    Sigmoid,
    Tanh,
    HardSigmoid,
    HardSwish,
    Swish,
}

/// <summary>A layer as a file in YAML says it, before shapes are known.</summary>
/// <param name="Inputs">Empty when the layer before is meant.</param>
/// <param name="Relu">A Relu follows.</param>
/// <param name="Kernels">Of a convolution or linear layer; otherwise 0.</param>
/// <param name="Groups">Of a convolution; otherwise 1.</param>
/// <param name="Window">As the file gives it; of no meaning for layers that cover their whole input.</param>
/// <param name="Weights">Name of a file; null for random ones.</param>
/// <param name="Bias">Name of a file; null for none.</param>
/// <param name="Map">For places in the file.</param>
internal sealed record LayerEntry(
    LayerKind Kind, string Name, ImmutableArray<string> Inputs, bool Relu, int Kernels, int Groups, Window Window, string? Weights, string? Bias, YamlMap Map)
{
    /// <summary>Of channels that are taken out: the first.</summary>
    public int First { get; init; }

    /// <summary>Of channels that are taken out: how many.</summary>
    public int Count { get; init; }

    /// <summary>How often an upsampling repeats each value along rows and columns.</summary>
    public int Factor { get; init; }

    /// <summary>Of a leaky Relu below 0.</summary>
    public double Slope { get; init; }

    /// <summary>Whether it reads several layers.</summary>
    public bool HasInputs => Kind is LayerKind.Add or LayerKind.Multiply or LayerKind.Concat;

    private const int MaxFactor = 16;

    private const int MaxKernels = 65536;
    private const int MaxWindow = 4096;

    private static readonly ListForm Pair = new("one number or [y, x]", 1, 2);
    private static readonly ListForm Sides = new("one number, [y, x] or [top, left, bottom, right]", 1, 2, 4);

    /// <summary>Asks for every key that a layer of its kind may have, so that the others can be told.</summary>
    /// <returns>Null when the kind is unknown; what else is wrong is in <paramref name="bag"/>.</returns>
    public static LayerEntry? Read(YamlMap map, int index, DiagnosticBag bag)
    {
        if (map.EnumOrNull<LayerKind>("type") is not { } kind)
        {
            map.Abandon();
            return null;
        }

        var name = map.OptionalText("name") ?? $"{kind.ToString().ToLowerInvariant()}{index}";
        var inputs = kind is LayerKind.Add or LayerKind.Multiply or LayerKind.Concat ? ReadInputs(map, kind == LayerKind.Concat, bag) : map.OptionalText("input") is { } input ? [input] : [];
        var relu = kind != LayerKind.Relu && map.Boolean("relu", false);
        var hasWeights = kind is LayerKind.Conv or LayerKind.Linear;
        var kernels = hasWeights ? map.Integer("kernels", 1, MaxKernels) : 0;
        var groups = kind == LayerKind.Conv ? map.Integer("groups", 1, MaxKernels, 1) : 1;
        var window = kind is LayerKind.Conv or LayerKind.MaxPool or LayerKind.AveragePool ? ReadWindow(map, bag) : default;
        return new LayerEntry(
            kind, name, inputs, relu, kernels, groups, window, hasWeights ? map.OptionalText("weights") : null, hasWeights ? map.OptionalText("bias") : null, map)
        {
            First = kind == LayerKind.Channels ? map.Integer("first", 0, MaxKernels, 0) : 0,
            Count = kind == LayerKind.Channels ? map.Integer("count", 1, MaxKernels) : 0,
            Factor = kind == LayerKind.Upsample ? map.Integer("factor", 1, MaxFactor, 2) : 1,
            Slope = kind == LayerKind.LeakyRelu ? map.Number("slope", 0, 1, 0.1) : 0,
        };
    }

    private static ImmutableArray<string> ReadInputs(YamlMap map, bool many, DiagnosticBag bag)
    {
        var list = map.Sequence("inputs");
        if (list.IsGiven && (many ? list.Items.Length < 2 : list.Items.Length != 2))
        {
            bag.Add(NetworkDiagnostics.ListLength(map.LocationOf("inputs"), "inputs", list.Items.Length, many ? "the names of two layers or more" : "the names of two layers"));
        }

        return list.Texts();
    }

    private static Window ReadWindow(YamlMap map, DiagnosticBag bag)
    {
        var kernel = ReadPair("kernel", required: true);
        var stride = ReadPair("stride", required: false);
        var padding = Sides.Integers(map, "padding", 0, MaxWindow, required: false, bag);
        var dilation = ReadPair("dilation", required: false);
        var (top, left, bottom, right) = padding switch
        {
            [var all] => (all, all, all, all),
            [var y, var x] => (y, x, y, x),
            [var t, var l, var b, var r] => (t, l, b, r),
            _ => (0, 0, 0, 0),
        };
        return new Window(kernel.Y, kernel.X, stride.Y, stride.X, top, left, bottom, right, dilation.Y, dilation.X);

        (int Y, int X) ReadPair(string key, bool required) =>
            Pair.Integers(map, key, 1, MaxWindow, required, bag) is [var first, ..] values ? (first, values[^1]) : (1, 1);
    }
}
