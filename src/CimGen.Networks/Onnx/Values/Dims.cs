using System.Collections.Immutable;

namespace CimGen.Networks.Onnx.Values;

/// <summary>Arithmetic on shapes as ONNX has them. No product wraps: what is too large saturates.</summary>
internal static class Dims
{
    /// <summary>Number of elements; <see cref="long.MaxValue"/> when it does not fit.</summary>
    public static long Count(ReadOnlySpan<long> dimensions)
    {
        var count = 1L;
        foreach (var dimension in dimensions)
        {
            if (dimension == 0)
            {
                return 0;
            }

            count = count > long.MaxValue / dimension ? long.MaxValue : count * dimension;
        }

        return count;
    }

    public static string Text(ReadOnlySpan<long> dimensions) => $"[{string.Join(", ", dimensions.ToArray())}]";

    /// <summary>Row-major distances between neighbours along each axis.</summary>
    public static long[] Strides(ReadOnlySpan<long> dimensions)
    {
        var strides = new long[dimensions.Length];
        var stride = 1L;
        for (var axis = dimensions.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= dimensions[axis];
        }

        return strides;
    }

    /// <summary>The shape that two operands are broadcast to (ONNX "multidirectional broadcasting"); null when they do not fit.</summary>
    public static ImmutableArray<long>? Broadcast(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        var result = new long[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= result.Length; i++)
        {
            var (x, y) = (i <= a.Length ? a[^i] : 1, i <= b.Length ? b[^i] : 1);
            if (x != y && x != 1 && y != 1)
            {
                return null;
            }

            result[^i] = x == 1 ? y : x;
        }

        return [.. result];
    }

    /// <summary>Strides that read an operand as if it had the shape that it is broadcast to.</summary>
    public static long[] BroadcastStrides(ReadOnlySpan<long> dimensions, ReadOnlySpan<long> target)
    {
        var own = Strides(dimensions);
        var strides = new long[target.Length];
        for (var i = 1; i <= dimensions.Length; i++)
        {
            strides[^i] = dimensions[^i] == 1 ? 0 : own[^i];
        }

        return strides;
    }

    /// <summary>An axis that may count from behind; null when there is no such axis.</summary>
    public static int? Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : null;
}
