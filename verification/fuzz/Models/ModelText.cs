using System.Globalization;
using System.Text;
using CimGen.Networks.Onnx.Format;

namespace CimGen.Fuzz.Models;

/// <summary>A model as text, small enough to read.</summary>
internal static class ModelText
{
    private const int MostValues = 8;

    public static string Of(ModelProto model)
    {
        var text = new StringBuilder();
        var imports = model.OpsetImport.Select(o => $"'{o.Domain}' {o.Version}");
        text.AppendLine(CultureInfo.InvariantCulture, $"IR {model.IrVersion}, opset {string.Join(", ", imports)}");
        text.AppendLine($"inputs {string.Join(", ", model.Graph.Input.Select(Of))}; outputs {string.Join(", ", model.Graph.Output.Select(Of))}");
        foreach (var tensor in model.Graph.Initializer)
        {
            text.AppendLine($"  {tensor.Name} = {Of(tensor)}");
        }

        foreach (var tensor in model.Graph.SparseInitializer)
        {
            text.AppendLine($"  {tensor.Values.Name} = sparse [{string.Join(", ", tensor.Dims)}]");
        }

        AddNodes(text, model.Graph.Node);
        foreach (var function in model.Functions)
        {
            var attributes = function.Attribute.Concat(function.AttributeProto.Select(Of));
            text.AppendLine($"function {function.Domain}.{function.Name}({string.Join(", ", function.Input)}; {string.Join(", ", attributes)}) -> {string.Join(", ", function.Output)}");
            AddNodes(text, function.Node);
        }

        return text.ToString();
    }

    private static void AddNodes(StringBuilder text, IEnumerable<NodeProto> nodes)
    {
        foreach (var node in nodes)
        {
            var type = node.Domain.Length > 0 ? $"{node.Domain}.{node.OpType}" : node.OpType;
            text.AppendLine($"  {string.Join(", ", node.Output)} = {type}({string.Join(", ", node.Input)}) {string.Join(" ", node.Attribute.Select(Of))}");
        }
    }

    private static string Of(ValueInfoProto info) =>
        $"{info.Name} [{string.Join(", ", info.Type?.TensorType?.Shape?.Dim.Select(d => d.HasDimParam ? d.DimParam : $"{d.DimValue}") ?? [])}]";

    private static string Of(TensorProto tensor)
    {
        var values = tensor.FloatData.Select(v => $"{v}").Concat(tensor.Int64Data.Select(v => $"{v}")).Concat(tensor.Int32Data.Select(v => $"{v}")).Take(MostValues).ToArray();
        var place = (tensor.HasRawData ? " raw" : "") + (tensor.DataLocation == Tensors.External ? " external" : "");
        return $"type {tensor.DataType} [{string.Join(", ", tensor.Dims)}] {{{string.Join(", ", values)}}}{place}";
    }

    private static string Of(AttributeProto a) => a switch
    {
        { RefAttrName.Length: > 0 } => $"{a.Name}=@{a.RefAttrName}",
        { T: { } tensor } => $"{a.Name}={Of(tensor)}",
        { SparseTensor: { } sparse } => $"{a.Name}=sparse [{string.Join(", ", sparse.Dims)}]",
        { HasS: true } => $"{a.Name}={a.S.ToStringUtf8()}",
        { HasI: true } => $"{a.Name}={a.I}",
        { HasF: true } => string.Create(CultureInfo.InvariantCulture, $"{a.Name}={a.F}"),
        _ => $"{a.Name}=[{string.Join(", ", a.Ints.Select(i => $"{i}").Concat(a.Floats.Select(f => $"{f}")))}]",
    };
}
