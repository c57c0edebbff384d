using System.Collections.Immutable;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Networks.Quantization;

/// <summary>A function of single values as a table over the 256 values of a tensor.</summary>
internal static class Lookup
{
    public static ImmutableArray<sbyte> Table(Elementwise layer, QuantizedTensor input, QuantizedTensor output) =>
        [.. Values(layer, input).Select(y => double.IsNaN(y) ? (sbyte)output.ZeroPoint : (sbyte)Math.Clamp(Math.Round(y / output.Scale) + output.ZeroPoint, -128, 127))];

    /// <summary>The largest magnitude that comes out.</summary>
    public static double Reach(Elementwise layer, QuantizedTensor input) => Values(layer, input).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();

    private static IEnumerable<double> Values(Elementwise layer, QuantizedTensor input) =>
        Enumerable.Range(-128, 256).Select(q => Math.Clamp(layer.Function.Of(input.Scale * (q - input.ZeroPoint)), layer.Range.Low, layer.Range.High));
}
