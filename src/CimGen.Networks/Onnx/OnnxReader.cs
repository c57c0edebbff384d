using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Operators;
using CimGen.Networks.Onnx.Structure;
using CimGen.Networks.Onnx.Values;
using Google.Protobuf;

namespace CimGen.Networks.Onnx;

/// <summary>
/// Reads an ONNX model into the float graph. Functions of the model are taken apart, what does not depend on the input is computed,
/// what no output depends on is left out. Flattening and reshaping vanish: a fully connected layer on a flattened C x H x W map
/// becomes a convolution whose kernel covers the whole map.
/// </summary>
public static class OnnxReader
{
    /// <summary>Largest model that is read, and largest tensor of external data.</summary>
    public const long MaxBytes = 1L << 30;

    private const int MaxDimension = 65536;

    public static Result<Network> Read(string path) => ReadModel(path).Then(m => Result.Success(m.Network));

    /// <summary>The network together with the model that it came from.</summary>
    public static Result<OnnxModel> ReadModel(string path)
    {
        var at = new SourceLocation(path);
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return NetworkDiagnostics.NotReadable(at, "the network file does not exist");
            }

            using var stream = file.OpenRead();
            if (stream.Length is 0 or > MaxBytes)
            {
                return stream.Length == 0
                    ? NetworkDiagnostics.NotOnnx(at, "the file is empty")
                    : NetworkDiagnostics.NotOnnx(at, $"the file has {stream.Length} bytes, and {MaxBytes} are the most", "save it with its tensors as external data");
            }

            return Read(path, ModelProto.Parser.ParseFrom(stream));
        }
        catch (InvalidProtocolBufferException)
        {
            return NetworkDiagnostics.NotOnnx(at, "the file is cut off or no ONNX model");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return NetworkDiagnostics.NotReadable(at, exception);
        }
    }

    private static Result<OnnxModel> Read(string path, ModelProto model)
    {
        var bag = new DiagnosticBag();
        var at = new SourceLocation(path);
        if (model.Graph is not { } graph || graph.Output.Count == 0)
        {
            return NetworkDiagnostics.NotOnnx(at, "the model holds no graph");
        }

        if (model.TrainingInfo.Count > 0)
        {
            bag.Add(NetworkDiagnostics.Ignored(at, "the model's training_info is not used"));
        }

        var stored = graph.Initializer.Select(i => i.Name).Concat(graph.SparseInitializer.Select(s => s.Values?.Name ?? string.Empty)).ToList();
        var inputs = graph.Input.Where(i => !stored.Contains(i.Name)).ToList();
        if (inputs.Count == 0)
        {
            return NetworkDiagnostics.Graph(at, "the graph has no input", "export the model with what it computes on as an input");
        }

        var nodes = IntegerOperators.Run(FunctionInliner.Run(model, at, bag));
        var order = NodeOrder.Run(nodes, [.. stored, .. inputs.Select(i => i.Name)], graph.Output.Select(o => o.Name), at, bag);
        CheckOpsets(order, at, bag);
        var read = order.SelectMany(n => n.Proto.Input).Concat(graph.Output.Select(o => o.Name)).Where(n => n.Length > 0).ToHashSet(StringComparer.Ordinal);
        var taken = order.SelectMany(n => n.Proto.Output).Concat(read).Concat(stored).Concat(inputs.Select(i => i.Name)).ToHashSet(StringComparer.Ordinal);
        var values = Stored(graph, new ValueTable(new TensorLoader(path, bag), read, taken));

        var builder = new GraphBuilder();
        foreach (var input in inputs)
        {
            values.Set(input.Name, ReadInput(input, order, values, builder, at, bag) is { } view ? view : new UnknownValue(IsConstant: false));
        }

        foreach (var node in order)
        {
            OperatorReader.Read(new NodeContext(node, values, builder, at, bag));
        }

        var outputs = bag.HasErrors ? [] : graph.Output.Select(o => Output(o.Name, values, at, bag)).ToList();
        return bag.HasErrors
            ? Result.From<OnnxModel>(null, bag)
            : Result.From(
                new OnnxModel(
                    PrintableNames.In(builder.Build(Path.GetFileNameWithoutExtension(path), [.. inputs.Select(i => i.Name)], [.. outputs.Select(o => o!)]) with
                    {
                        InputOrders = [.. inputs.Select(i => MapOf(values[i.Name])!.Order)],
                        ByteInputs = [.. inputs.Where(i => IsBytes(i, order)).Select(i => i.Name)],
                    }),
                    model,
                    [.. order.Select(n => n.Proto)],
                    values.Maps(builder),
                    values),
                bag);
    }

    private static ValueTable Stored(GraphProto graph, ValueTable values)
    {
        foreach (var initializer in graph.Initializer)
        {
            values.Store(initializer);
        }

        foreach (var initializer in graph.SparseInitializer)
        {
            values.StoreSparse(initializer);
        }

        return values;
    }

    /// <summary>The meaning of operators depends on the version of their set: versions that the operator table does not know are refused.</summary>
    private static void CheckOpsets(IEnumerable<GraphNode> nodes, SourceLocation at, DiagnosticBag bag)
    {
        foreach (var version in nodes.Where(n => n.Domain.Length == 0).Select(n => n.Opsets.Onnx).Distinct())
        {
            if (version is not (>= Opsets.Oldest and <= Opsets.Newest))
            {
                bag.Add(NetworkDiagnostics.Opset(at, version, Opsets.Oldest, Opsets.Newest));
            }
        }
    }

    private static Value? ReadInput(ValueInfoProto input, IReadOnlyList<GraphNode> order, ValueTable values, GraphBuilder builder, SourceLocation at, DiagnosticBag bag)
    {
        var type = (ElementType)(input.Type?.TensorType?.ElemType ?? 0);
        var isByte = type is ElementType.Int8 or ElementType.UInt8;
        if (!type.IsFloat() && !isByte && type != ElementType.Undefined)
        {
            bag.Add(NetworkDiagnostics.ElementType(at, input.Name, type.Name(), "export the network with an input of float32, float16, int8 or uint8"));
            return null;
        }

        // A batch that is left open is 1.
        var dims = input.Type?.TensorType?.Shape?.Dim.Select((d, i) => d.HasDimValue ? d.DimValue : i == 0 ? 1 : -1).ToArray() ?? [];
        var rest = dims.Length > 0 ? dims[1..] : [];
        var isFixed = dims.Length is 2 or 3 or 4 && dims[0] == 1 && rest.All(d => d > 0);
        if (!isFixed || rest.Any(d => d > MaxDimension) || Dims.Count(rest) > FeatureShape.MaxCount)
        {
            var shape = input.Type?.TensorType?.Shape is { } given ? $"[{string.Join(", ", given.Dim.Select(d => d.HasDimValue ? $"{d.DimValue}" : d.HasDimParam ? d.DimParam : "?"))}]" : "not given";
            bag.Add(isFixed ? NetworkDiagnostics.InputSize(at, input.Name, shape, MaxDimension) : NetworkDiagnostics.InputShape(at, input.Name, shape));
            return null;
        }

        // A line of values for each channel is a map of one row.
        var ofPixels = dims.Length > 2 && PixelInput.Is(order, values, input.Name, dims);
        var axes = dims.Length == 4 ? ofPixels ? MapAxes.ImageOfPixels : MapAxes.Image : (ofPixels ? MapAxes.LineOfPixels : MapAxes.Line)[..dims.Length];
        var feature = new FeatureShape(Length(MapAxis.Channel), Length(MapAxis.Row), Length(MapAxis.Column));
        builder.AddInput(input.Name, feature);
        var view = FeatureView.OfMap(input.Name, feature, axes);
        return isByte && !IsBytes(input, order) ? new QuantizedView(view, null, type) : view;

        int Length(MapAxis axis) => axes.IndexOf(axis) is >= 0 and var place ? (int)dims[place] : 1;
    }

    /// <summary>Whether the model takes whole numbers 0..255 as what they are.</summary>
    private static bool IsBytes(ValueInfoProto input, IReadOnlyList<GraphNode> order) =>
        (ElementType)(input.Type?.TensorType?.ElemType ?? 0) == ElementType.UInt8 && ByteInput.IsCast(order, input.Name);

    private static FeatureView? MapOf(Value? value) => value switch { QuantizedView quantized => quantized.View, HostValue host => host.View, var other => other as FeatureView };

    /// <summary>What the network returns; null with an error.</summary>
    private static NetworkOutput? Output(string name, ValueTable values, SourceLocation at, DiagnosticBag bag)
    {
        switch (MapOf(values[name]))
        {
            case FeatureView { Padding: null, Affine: null } view:
                return new NetworkOutput(view.Map, view.Dimensions.Count(d => d > 1) <= 1, (values[name] as HostValue)?.Function ?? HostFunction.None, view.Order);
            case FeatureView { Padding: { } padding }:
                bag.Add(NetworkDiagnostics.Unsupported(at, padding.Node, "a Pad at the end of the network", "only a Conv, MaxPool or AveragePool takes it over; pad on the host"));
                return null;
            case FeatureView { Affine: { } affine }:
                bag.Add(NetworkDiagnostics.Unsupported(at, affine.Node, "values that differ within a channel at the end of the network", "only a fully connected layer takes them over; use one value per channel, or compute it on the host"));
                return null;
            default:
                bag.Add(NetworkDiagnostics.Graph(at, $"the output '{name}' does not come from the input", "export the model with an output that does"));
                return null;
        }
    }
}
