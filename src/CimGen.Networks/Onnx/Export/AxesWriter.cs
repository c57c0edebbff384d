using System.Collections.Immutable;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Export;

/// <summary>Reshape and Transpose between two ways of having a feature map's elements.</summary>
internal sealed class AxesWriter(ModelGraph graph)
{
    /// <summary>A value in another shape and order; it is named only when it changes.</summary>
    /// <param name="shape">Of the map.</param>
    public string As(FeatureView wanted, string value, FeatureView given, FeatureShape shape, string name)
    {
        if (given.Order.Equals(wanted.Order))
        {
            return Reshaped(value, given.Dimensions, wanted.Dimensions, name);
        }

        // By way of channels in front.
        var (first, toFront) = Movable(given, shape);
        value = Reshaped(value, given.Dimensions, first, $"{name}/axes");
        value = Transposed(value, toFront, $"{name}/channels_first");
        var (last, fromFront) = Movable(wanted, shape);
        value = Reshaped(value, [.. toFront.Select(a => first[(int)a])], [.. fromFront.Select(a => last[(int)a])], $"{name}/other_axes");
        value = Transposed(value, [.. Enumerable.Range(0, fromFront.Length).Select(i => (long)fromFront.IndexOf(i))], $"{name}/transposed");
        return Reshaped(value, last, wanted.Dimensions, name);
    }

    /// <summary>Axes that can be transposed so that channels are in front, and how: those of the map, or the runs of the order.</summary>
    private static (ImmutableArray<long> Dimensions, ImmutableArray<long> ToFront) Movable(FeatureView view, FeatureShape shape) => MapAxes.Of(view, shape) is { } axes
        ? (view.Dimensions, [.. axes.Index().OrderBy(a => a.Item).Select(a => (long)a.Index)])
        : (view.Order.Lengths, view.Order.ToChannelFirst);

    private string Reshaped(string value, ImmutableArray<long> from, ImmutableArray<long> to, string name)
    {
        if (from.SequenceEqual(to))
        {
            return value;
        }

        graph.Add("Reshape", [value, graph.Store($"{name}/shape", TensorValues.Integers(to))], name);
        return name;
    }

    private string Transposed(string value, ImmutableArray<long> permutation, string name)
    {
        if (permutation.SequenceEqual(permutation.Order()))
        {
            return value;
        }

        var attribute = new AttributeProto { Name = "perm", Type = 7 };
        attribute.Ints.Add(permutation);
        graph.Add("Transpose", [value], name).Attribute.Add(attribute);
        return name;
    }
}
