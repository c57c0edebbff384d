using System.Collections.Frozen;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Structure;

/// <summary>
/// Whether a model makes real numbers of an input of bytes before it computes anything, as models that prepare their images do: the input is
/// read as real numbers 0..255 then.
/// </summary>
internal static class ByteInput
{
    /// <summary>What gives the bytes another name or shape.</summary>
    private static readonly FrozenSet<string> Views = new[] { "Identity", "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze" }.ToFrozenSet();

    /// <param name="order">The nodes, each behind those that write its inputs.</param>
    public static bool IsCast(IEnumerable<GraphNode> order, string input)
    {
        var bytes = new HashSet<string>(StringComparer.Ordinal) { input };
        var isCast = false;
        foreach (var node in order.Select(n => n.Proto).Where(n => n.Input.Any(bytes.Contains)))
        {
            if (Views.Contains(node.OpType))
            {
                bytes.UnionWith(node.Output);
            }
            else if (node.OpType == "Cast" && node.Attribute.Any(a => a.Name == "to" && ((ElementType)a.I).IsFloat()))
            {
                isCast = true;
            }
            else if (node.OpType != "Shape")
            {
                return false;
            }
        }

        return isCast;
    }
}
