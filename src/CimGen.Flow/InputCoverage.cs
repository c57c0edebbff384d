using System.Collections.Immutable;
using System.Numerics.Tensors;
using CimGen.Core.Diagnostics;

namespace CimGen.Flow;

/// <summary>Whether test images use the range of inputs that calibration found, so that quantization does them justice.</summary>
internal static class InputCoverage
{
    /// <summary>How many times larger one of the two ranges may be.</summary>
    private const double MostRatio = 4;

    public static void Check(CompiledDesign compiled, ImmutableArray<float[]> images, DiagnosticBag bag)
    {
        var shapes = compiled.Network.InputShapes;
        foreach (var (map, name) in compiled.Network.Inputs.Index())
        {
            var input = compiled.Network.Tensor(name);
            var calibrated = (Low: (sbyte.MinValue - input.ZeroPoint) * input.Scale, High: (sbyte.MaxValue - input.ZeroPoint) * input.Scale);

            // A quantized range always holds 0.
            var seen = images.Aggregate((Low: 0f, High: 0f), (range, image) => shapes.Part(image, map).Span is var values
                ? (Math.Min(range.Low, TensorPrimitives.Min(values)), Math.Max(range.High, TensorPrimitives.Max(values)))
                : range);
            var ratio = (seen.High - seen.Low) / (calibrated.High - calibrated.Low);
            if (!(ratio is >= 1 / MostRatio and <= MostRatio))
            {
                bag.Add(FlowDiagnostics.InputRange(new SourceLocation(compiled.Design.Images!), seen, calibrated));
            }
        }
    }
}
