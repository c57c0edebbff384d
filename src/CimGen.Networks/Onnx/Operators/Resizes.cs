using System.Collections.Immutable;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>Resize and Upsample that repeat each value a whole number of times: copies of the map are parts of the output.</summary>
internal static class Resizes
{
    private const int MaxFactor = 16;

    public static Value? Read(NodeContext node)
    {
        var mode = node.Text("mode", "nearest");
        if (mode != "nearest")
        {
            node.Unsupported($"{node.Operator} with mode '{mode}'", "only mode = nearest is mapped; a ConvTranspose can interpolate");
        }

        if (node.Text("keep_aspect_ratio_policy", "stretch") is var policy && policy != "stretch")
        {
            node.Unsupported($"{node.Operator} with keep_aspect_ratio_policy '{policy}'", "write the sizes that it gives");
        }

        if (node.Map(0) is not { } input || node.Failed || Axes(node, input) is not { } resized)
        {
            return null;
        }

        if (node.Axes(input) is not { } axes || axes.Length < 3)
        {
            return node.Unsupported($"{node.Operator} of a map that is reshaped to {Dims.Text(input.Dimensions.AsSpan())}", "only maps and lines are enlarged; keep the shape that the layer before has");
        }

        var factors = Array.ConvertAll(resized, a => Factor(node, a));
        if (factors.Contains(0) || FactorOf(MapAxis.Batch) != 1 || FactorOf(MapAxis.Channel) != 1)
        {
            return node.Unsupported(
                $"{node.Operator} that does not repeat each value a whole number of times, up to {MaxFactor}, or reads others than the nearest",
                "enlarge by whole factors, with coordinate_transformation_mode asymmetric and nearest_mode floor");
        }

        return Repeated(node, input, axes, FactorOf(MapAxis.Row), FactorOf(MapAxis.Column));

        int FactorOf(MapAxis axis) => axes.IndexOf(axis) is >= 0 and var place ? factors[place] : 1;
    }

    private static Value? Repeated(NodeContext node, FeatureView input, ImmutableArray<MapAxis> axes, int factorY, int factorX)
    {
        var shape = node.Graph.ShapeOf(input.Map);
        var whole = new FeatureShape(shape.Channels, shape.Height * factorY, shape.Width * factorX);
        if (whole.ExactCount > FeatureShape.MaxCount)
        {
            return node.Unsupported($"the output has the shape {whole}, more than {FeatureShape.MaxCount} values", "use smaller maps");
        }

        if ((factorY, factorX) == (1, 1))
        {
            return input;
        }

        node.Graph.AddRepetition(node.Name, input.Map, node.Output, factorY, factorX, i => node.Inner($"{i}"), node.At);
        return FeatureView.OfMap(node.Output, whole, axes);
    }

    /// <summary>What becomes of each axis; null when the node does not say it, which is reported.</summary>
    private static ResizedAxis[]? Axes(NodeContext node, FeatureView input)
    {
        var dims = input.Dimensions;
        var scaleInput = IsOld(node) ? 1 : 2;
        var (scales, sizes) = (node.Numbers("scales"), Array.Empty<long>());
        if ((node.Input(scaleInput) is not null && (scales = node.Constant(scaleInput)?.ToFloats()) is null) ||
            (node.Input(3) is not null && (sizes = node.Constant(3)?.ToIntegers()) is null))
        {
            return null;
        }

        // Of opset 11 on, one of them may be empty.
        scales ??= [];
        var axes = node.Integers("axes") ?? [.. Enumerable.Range(0, dims.Length).Select(i => (long)i)];
        var places = axes.Select(a => Dims.Axis(a, dims.Length) ?? -1).ToList();
        if ((scales.Length == 0) == (sizes.Length == 0) || Math.Max(scales.Length, sizes.Length) != axes.Length || places.Contains(-1) || places.Distinct().Count() != places.Count)
        {
            node.Shape($"{scales.Length} scales and {sizes.Length} sizes are given for {axes.Length} axes of the shape {Dims.Text(dims.AsSpan())}");
            return null;
        }

        if (scales.Any(s => !(s > 0 && float.IsFinite(s))) || sizes.Any(s => s < 1))
        {
            node.Shape("scales are numbers above 0, and sizes 1 or more");
            return null;
        }

        ResizedAxis[] result = [.. dims.Select(d => new ResizedAxis(d, d, 1))];
        for (var i = 0; i < axes.Length; i++)
        {
            var length = dims[places[i]];
            result[places[i]] = sizes.Length > 0 ? new ResizedAxis(length, sizes[i], (double)sizes[i] / length) : new ResizedAxis(length, (long)MathF.Floor(scales[i] * length), scales[i]);
        }

        return result;
    }

    /// <summary>Opset 10 and those before it know one way to choose the nearest value.</summary>
    private static bool IsOld(NodeContext node) => node.Opset < 11 || node.Operator == "Upsample";

    /// <summary>How often each value is repeated; 0 when that is not what happens.</summary>
    private static int Factor(NodeContext node, ResizedAxis axis)
    {
        var (coordinates, rounding) = IsOld(node)
            ? ("asymmetric", "floor")
            : (node.Text("coordinate_transformation_mode", "half_pixel"), node.Text("nearest_mode", "round_prefer_floor"));
        var factor = axis.Outputs % axis.Inputs == 0 && axis.Outputs / axis.Inputs <= MaxFactor ? axis.Outputs / axis.Inputs : 0;
        for (var i = 0L; i < factor * axis.Inputs; i++)
        {
            if (axis.Nearest(i, coordinates, rounding) != i / factor)
            {
                return 0;
            }
        }

        return (int)factor;
    }

    /// <param name="Scale">As the node gives it, which is not always the quotient of the lengths.</param>
    private sealed record ResizedAxis(long Inputs, long Outputs, double Scale)
    {
        /// <summary>The input that an output reads (ONNX "Resize"); null for coordinates or rounding that are not known.</summary>
        public long? Nearest(long output, string coordinates, string rounding)
        {
            var middle = ((output + 0.5) / Scale) - 0.5;
            double? at = coordinates switch
            {
                "asymmetric" => output / Scale,
                "half_pixel" => middle,
                "pytorch_half_pixel" => Outputs > 1 ? middle : 0,
                "half_pixel_symmetric" => (Inputs / 2.0 * (1 - (Outputs / (Scale * Inputs)))) + middle,
                "align_corners" => Outputs > 1 ? (double)output * (Inputs - 1) / (Outputs - 1) : 0,
                "tf_half_pixel_for_nn" => (output + 0.5) / Scale,
                _ => null,
            };
            double? nearest = at is not { } x ? null : rounding switch
            {
                "floor" => Math.Floor(x),
                "ceil" => Math.Ceiling(x),
                "round_prefer_floor" => Math.Ceiling(x - 0.5),
                "round_prefer_ceil" => Math.Floor(x + 0.5),
                _ => null,
            };
            return nearest is { } place ? (long)Math.Clamp(place, 0, Inputs - 1) : null;
        }
    }
}
