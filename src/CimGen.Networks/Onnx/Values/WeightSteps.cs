using System.Collections.Immutable;

namespace CimGen.Networks.Onnx.Values;

/// <summary>The elements of a constant are whole multiples of these, as it was dequantized.</summary>
/// <param name="Scales">One for all, or one for each place along the axis.</param>
/// <param name="Axis">Counted from the front.</param>
internal sealed record WeightSteps(ImmutableArray<float> Scales, int Axis)
{
    /// <summary>One for each of so many kernels along an axis; empty when the scales run along another one.</summary>
    public ImmutableArray<float> PerKernel(int axis, int kernels) =>
        Scales.Length == 1 ? [.. Enumerable.Repeat(Scales[0], kernels)]
        : axis == Axis && Scales.Length == kernels ? Scales
        : [];
}
