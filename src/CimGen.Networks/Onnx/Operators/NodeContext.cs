using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Structure;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>
/// One node while it is read: its inputs, its attributes, the graph that grows, and the reports about it. A reader looks at attributes
/// before inputs: forms that are not supported are then reported even where an input is lost behind another node.
/// </summary>
internal sealed partial class NodeContext(GraphNode node, ValueTable values, GraphBuilder graph, SourceLocation at, DiagnosticBag bag)
{
    public GraphNode Node => node;

    public GraphBuilder Graph => graph;

    public ValueTable Values => values;

    public SourceLocation At => at;

    public string Name => node.Name;

    public string Operator => node.Proto.OpType;

    /// <summary>Version of the operator set.</summary>
    public long Opset => node.Opsets.Onnx ?? Opsets.Newest;

    public string Output => node.Proto.Output[0];

    /// <summary>A name for a map inside of the node.</summary>
    public string Inner(string suffix) => values.Unique($"{Output}:{suffix}");

    /// <summary>Something about the node was reported.</summary>
    public bool Failed { get; private set; }

    /// <summary>Name of an input; null when it is left out.</summary>
    public string? Input(int index) => index < node.Proto.Input.Count && node.Proto.Input[index].Length > 0 ? node.Proto.Input[index] : null;

    /// <summary>Null when the input is left out.</summary>
    public Value? InputValue(int index) => Input(index) is { } name ? values[name] : null;

    /// <summary>
    /// An input that is a feature map. Null when it is none, which is reported, or when it is lost, which was.
    /// </summary>
    /// <param name="padded">The reader takes over padding that waits in front of it.</param>
    /// <param name="affine">The reader takes over an affine map that waits in front of it.</param>
    public FeatureView? Map(int index, bool padded = false, bool affine = false)
    {
        switch (InputValue(index) is QuantizedView quantized && OperatorTable.Find(Operator) is { OnIntegers: true } ? quantized.View : InputValue(index))
        {
            case HostValue host:
                Unsupported($"it reads the output of {host.Function}, which the host computes from the outputs", "end the network there");
                return null;
            case QuantizedView:
                Unsupported("it reads integers", "put a DequantizeLinear in front of it");
                return null;
            case FeatureView { Padding: { } padding } when !padded:
                Unsupported($"it reads the output of Pad '{padding.Node}', which only a Conv, MaxPool or AveragePool takes over", "pad in the layer itself");
                return null;
            case FeatureView { Affine: { } pending } when !affine:
                Unsupported($"it reads the output of '{pending.Node}', whose values differ within a channel and are only taken over by a fully connected layer", "move the activation in front of it, or use one value per channel");
                return null;
            case FeatureView view:
                return view;
            case UnknownValue:
                return null;
            case null when Input(index) is null:
                Shape($"input {index} is missing");
                return null;
            default:
                Unsupported($"input {index} is a constant where a feature map is expected", "compute the node before the export");
                return null;
        }
    }

    /// <summary>A feature map in the shape in which layers write it, [1, C, H, W], or [1, C, W] of one row.</summary>
    public FeatureView? Image(int index, bool padded = false)
    {
        if (Map(index, padded) is not { } view)
        {
            return null;
        }

        var shape = graph.ShapeOf(view.Map);
        if (view.Has(MapAxes.Image, shape) || view.Has(MapAxes.Line, shape))
        {
            return view;
        }

        var dims = Dims.Text(view.Dimensions.AsSpan());
        if (!view.Order.IsChannelFirst)
        {
            var order = Axes(view) is { } axes ? $"a map of the axes {MapAxes.Text(axes)}" : $"a map of {shape} that is transposed and reshaped to {dims}";
            Unsupported($"it reads {order}", "transpose the map back in front of it, to [1, C, H, W], without a Reshape between");
            return null;
        }

        if (view.Dimensions.Length > 2)
        {
            Unsupported($"it reads a map of {shape} that is reshaped to {dims}", "only maps [1, C, H, W] and lines [1, C, W] are mapped; keep the shape that the layer before has");
        }
        else
        {
            Shape($"it takes a map [1, C, H, W] or [1, C, W], and its input has the shape {dims}");
        }

        return null;
    }

    /// <summary>What each axis of a view is of its map; null when the view is more than a map with renamed axes.</summary>
    public ImmutableArray<MapAxis>? Axes(FeatureView view) => MapAxes.Of(view, graph.ShapeOf(view.Map));

    /// <summary>An input that is a constant. Null when it is left out or none, which is reported, or when it is lost, which was.</summary>
    public ConstantTensor? Constant(int index)
    {
        switch (InputValue(index))
        {
            case ConstantTensor tensor:
                return tensor;
            case UnknownValue:
                return null;
            case null:
                Shape($"input {index} is missing");
                return null;
            default:
                Unsupported($"input {index} depends on the network's input", "weights and parameters have to be constants");
                return null;
        }
    }

    /// <summary>A constant of floats.</summary>
    public ConstantTensor? Weights(int index)
    {
        if (Constant(index) is not { } tensor)
        {
            return null;
        }

        if (!tensor.Type.IsFloat())
        {
            bag.Add(NetworkDiagnostics.ElementType(at, Input(index)!, tensor.Type.Name(), "export the network in float32"));
            Failed = true;
            return null;
        }

        return tensor;
    }

    /// <summary>A constant of one value; null when it is left out, is none, or is lost.</summary>
    public double? Scalar(int index)
    {
        if (Input(index) is null || Constant(index) is not { } tensor)
        {
            return null;
        }

        if (tensor.Count == 1)
        {
            return tensor[0];
        }

        Shape($"input {index} has {tensor.Count} values, not one");
        return null;
    }

    /// <summary>Adds a layer with a window, whose output is the node's.</summary>
    /// <param name="axes">Of the input that the node reads.</param>
    public FeatureView? AddWindowed(Layer layer, FeatureShape input, Window window, int channels, int axes = 2)
    {
        var output = new FeatureShape(channels, window.OutputHeight(input.Height), window.OutputWidth(input.Width));
        if (output.Height < 1 || output.Width < 1)
        {
            Shape($"a kernel of {window.KernelY}x{window.KernelX} does not fit an input of {input}");
            return null;
        }

        if ((long)output.Channels * output.Height * output.Width > FeatureShape.MaxCount)
        {
            Unsupported($"the output has the shape {output}, more than {FeatureShape.MaxCount} values", "use smaller maps or less padding");
            return null;
        }

        graph.Add(layer, output);
        return FeatureView.OfMap(layer.Output, output, axes);
    }

    /// <summary>Reports a form of the operator that CimGen does not map.</summary>
    /// <returns>Null, for a reader to return.</returns>
    public Value? Unsupported(string what, string instead)
    {
        Failed = true;
        bag.Add(NetworkDiagnostics.Unsupported(at, Name, what, instead));
        return null;
    }

    /// <summary>Reports what contradicts the operator's specification.</summary>
    /// <returns>Null, for a reader to return.</returns>
    public Value? Shape(string what)
    {
        Failed = true;
        bag.Add(NetworkDiagnostics.Contradiction(at, Name, what));
        return null;
    }
}
