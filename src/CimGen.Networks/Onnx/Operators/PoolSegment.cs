namespace CimGen.Networks.Onnx.Operators;

/// <summary>Outputs of a pooling along one axis whose windows have as many taps inside the map.</summary>
/// <param name="Output">The first of <paramref name="Outputs"/> outputs.</param>
/// <param name="Input">The position under the first tap inside.</param>
internal readonly record struct PoolSegment(int Output, int Outputs, int Input, int Taps)
{
    /// <summary>All outputs in order: those whose windows lie wholly inside together, each other one by itself.</summary>
    public static List<PoolSegment> Of(int outputs, int inputs, int kernel, int stride, int dilation, int before)
    {
        var segments = new List<PoolSegment>();
        for (var output = 0; output < outputs; output++)
        {
            var start = (output * stride) - before;
            var first = start >= 0 ? 0 : (-start + dilation - 1) / dilation;
            var last = Math.Min(kernel - 1, (inputs - 1 - start) / dilation);
            var taps = last - first + 1;
            if (taps == kernel && segments.Count > 0 && segments[^1].Taps == kernel)
            {
                segments[^1] = segments[^1] with { Outputs = segments[^1].Outputs + 1 };
            }
            else
            {
                segments.Add(new PoolSegment(output, 1, start + (first * dilation), taps));
            }
        }

        return segments;
    }
}
