using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Onnx;

/// <summary>Turns one node after another into layers of the graph; reports every node that it cannot.</summary>
internal sealed partial class OperatorReader(
    GraphBuilder graph,
    Dictionary<string, ConstantTensor> constants,
    TensorLoader loader,
    SourceLocation at,
    DiagnosticBag bag)
{
    // Values behind a node that could not be read: what depends on them is not reported again.
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);

    public void Read(NodeView node)
    {
        if (node.Proto.Input.Any(_lost.Contains) || !TryRead(node))
        {
            _lost.UnionWith(node.Proto.Output);
            if (IsUnknown(node.Operator))
            {
                Unsupported(node, $"operator {node.Operator} is not supported", $"supported are {NetworkDiagnostics.Supported}");
            }
        }
    }

    private static bool IsUnknown(string name) => name is not (
        "Conv" or "Relu" or "Clip" or "MaxPool" or "AveragePool" or "GlobalAveragePool" or "ReduceMean" or "Gemm" or "MatMul" or "Add" or
        "Flatten" or "Reshape" or "BatchNormalization" or "Identity" or "Dropout" or "Constant");

    private bool TryRead(NodeView node) => node.Operator switch
    {
        "Constant" => Constant(node),
        "Identity" or "Dropout" => Identity(node),
        "Conv" => Convolution(node),
        "Gemm" => Gemm(node),
        "MatMul" => MatMul(node),
        "Relu" => Activation(node, ActivationRange.Relu),
        "Clip" => Clip(node),
        "MaxPool" or "AveragePool" => Pooling(node),
        "GlobalAveragePool" => GlobalAverage(node),
        "ReduceMean" => ReduceMean(node),
        "Add" => Add(node),
        "BatchNormalization" => BatchNormalization(node),
        "Flatten" => Flatten(node, node.Integer("axis", 1) == 1),
        "Reshape" => Reshape(node),
        _ => false,
    };

    private bool Constant(NodeView node)
    {
        if (node.Tensor("value") is { } proto)
        {
            if (loader.Load(proto) is not { } value)
            {
                return false;
            }

            constants[node.Output] = value;
            return true;
        }

        return Unsupported(node, "a Constant without a tensor value", "export with tensor constants");
    }

    private bool Identity(NodeView node)
    {
        if (node.Input(0) is { } input && constants.TryGetValue(input, out var value))
        {
            constants[node.Output] = value;
            return true;
        }

        return Feature(node, 0) is { } feature && Alias(node, feature);
    }

    private bool Alias(NodeView node, string input)
    {
        graph.Alias(node.Output, input);
        return true;
    }

    private bool Layer(NodeView node, FeatureShape shape, Window window, int channels, Func<string, Layer> make)
    {
        var output = new FeatureShape(channels, window.OutputHeight(shape.Height), window.OutputWidth(shape.Width));
        if (output.Height < 1 || output.Width < 1)
        {
            return Shape(node, $"a kernel of {window.KernelY}x{window.KernelX} does not fit an input of {shape}");
        }

        graph.Add(make(node.Output), output);
        return true;
    }

    private string? Feature(NodeView node, int index)
    {
        if (node.Input(index) is { } name && graph.Knows(name))
        {
            return name;
        }

        Unsupported(node, $"input {index} does not depend on the network's input", "fold constants before the export");
        return null;
    }

    private ConstantTensor? Values(NodeView node, int index)
    {
        if (node.Input(index) is { } name && constants.TryGetValue(name, out var value))
        {
            return value;
        }

        Unsupported(node, $"input {index} is no constant", "weights and parameters must be stored in the model");
        return null;
    }

    private bool Unsupported(NodeView node, string what, string instead)
    {
        bag.Add(NetworkDiagnostics.Unsupported(at, node.Name, what, instead));
        return false;
    }

    private bool Shape(NodeView node, string what)
    {
        bag.Add(NetworkDiagnostics.Shape(at, node.Name, what));
        return false;
    }
}
