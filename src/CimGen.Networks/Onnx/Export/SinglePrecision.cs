using CimGen.Core.Diagnostics;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Export;

/// <summary>Models of float16 and double as CimGen reads them, in float32: so ONNX Runtime computes what the import means.</summary>
internal static class SinglePrecision
{
    /// <summary>The model itself when it has no other floats.</summary>
    /// <param name="model">With its tensors in it.</param>
    public static ModelProto Of(ModelProto model)
    {
        var single = new ModelProto(model);
        foreach (var value in single.Graph.Input.Concat(single.Graph.Output).Concat(single.Graph.ValueInfo))
        {
            if (value.Type?.TensorType is { } tensor && IsOther(tensor.ElemType))
            {
                tensor.ElemType = (int)ElementType.Float;
            }
        }

        var attributes = single.Graph.Node.Concat(single.Functions.SelectMany(f => f.Node)).SelectMany(n => n.Attribute.Select(a => (n.OpType, Attribute: a))).ToList();
        foreach (var tensor in single.Graph.Initializer.Concat(attributes.Select(a => a.Attribute.T).Where(t => t is not null)).Where(t => IsOther(t.DataType)))
        {
            Convert(tensor);
        }

        foreach (var (_, type) in attributes.Where(a => a.OpType == "Cast" && a.Attribute.Name == "to" && IsOther((int)a.Attribute.I)))
        {
            type.I = (int)ElementType.Float;
        }

        return single;
    }

    private static bool IsOther(int type) => (ElementType)type is ElementType.Float16 or ElementType.Double;

    private static void Convert(TensorProto tensor)
    {
        if (new TensorLoader(string.Empty, new DiagnosticBag()).Load(tensor) is { } loaded)
        {
            var single = TensorValues.Of(ConstantTensor.Of(ElementType.Float, loaded.Dimensions, loaded.Count, i => loaded[i]));
            (tensor.DataType, tensor.RawData) = (single.DataType, single.RawData);
            tensor.Int32Data.Clear();
            tensor.DoubleData.Clear();
        }
    }
}
