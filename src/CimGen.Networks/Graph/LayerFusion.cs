using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace CimGen.Networks.Graph;

/// <summary>
/// Activations, constant additions and batch normalizations melt into the layer that makes what they read, when nobody else reads it.
/// </summary>
internal static class LayerFusion
{
    /// <param name="layers">In order; all that read one feature map name it alike.</param>
    /// <param name="outputs">The feature maps that the network returns: they have a reader outside.</param>
    /// <param name="given">Maps whose scale the model gives: what lies between two of them is done as the model has it.</param>
    public static ImmutableArray<Layer> Run(IReadOnlyList<Layer> layers, IEnumerable<string> outputs, IReadOnlyDictionary<string, GivenScale> given)
    {
        var readers = layers.SelectMany(l => l.Inputs).Concat(outputs).CountBy(name => name).ToDictionary();
        var fused = ImmutableArray.CreateBuilder<Layer>();
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            var place = fused.Count;
            if (readers[layer.Inputs[0]] == 1 && producers.TryGetValue(layer.Inputs[0], out var producer) && MayFuse(layer, given) && Fuse(fused[producer], layer) is { } both)
            {
                place = producer;
                fused[place] = both;
            }
            else
            {
                fused.Add(layer);
            }

            producers[layer.Output] = place;
        }

        return fused.ToImmutable();
    }

    /// <summary>A clamp changes nothing of a scale that stays the same.</summary>
    private static bool MayFuse(Layer layer, IReadOnlyDictionary<string, GivenScale> given) => !given.TryGetValue(layer.Inputs[0], out var before) ||
        (layer is Sum { Inputs.Length: 1 } && given.TryGetValue(layer.Output, out var behind) && before == behind);

    /// <summary>One layer that does both, or null. Functions of single values become one.</summary>
    private static Layer? Fuse(Layer first, Layer second) => (first, second) switch
    {
        (Convolution or AveragePooling or Sum or Affine, Sum { Inputs.Length: 1 }) => first with { Output = second.Output, Range = first.Range.Then(second.Range) },
        (Convolution { Range.IsUnbounded: true } convolution, Affine affine) =>
            Scaled(convolution.Weights, affine.Scale) is { } weights && Shifted(convolution.Bias, affine) is { } bias
                ? convolution with
                {
                    Output = affine.Output,
                    Weights = ImmutableCollectionsMarshal.AsImmutableArray(weights),
                    Bias = [.. bias],
                    KernelScales = [.. convolution.KernelScales.Zip(affine.Scale, (scale, factor) => Math.Abs(scale * factor))],
                }
                : null,
        (Affine { Range.IsUnbounded: true } inner, Affine outer) =>
            Scaled(inner.Scale, outer.Scale) is { } scale && Shifted(inner.Shift, outer) is { } shift
                ? outer with { Inputs = inner.Inputs, Scale = [.. scale], Shift = [.. shift] }
                : null,
        (Elementwise, _) or (_, Elementwise) when FunctionFolding.FunctionOf(first) is { } inner && FunctionFolding.FunctionOf(second) is { } outer =>
            new Elementwise(
                second.Name, first.Inputs[0], second.Output, new ScalarFunction(second is Elementwise ? outer.Name : inner.Name, x => outer.Of(inner.Of(x))), ActivationRange.Unbounded, second.Location),
        _ => null,
    };

    /// <summary>The values of each kernel times its factor; null when a product leaves what float32 holds, as the values apart do not.</summary>
    private static float[]? Scaled(ImmutableArray<float> values, ImmutableArray<float> factors)
    {
        var perKernel = values.Length / factors.Length;
        var scaled = GC.AllocateUninitializedArray<float>(values.Length);
        for (var k = 0; k < factors.Length; k++)
        {
            var factor = factors[k];
            var kernel = values.AsSpan().Slice(k * perKernel, perKernel);
            var product = scaled.AsSpan(k * perKernel, perKernel);
            TensorPrimitives.Multiply(kernel, factor, product);
            for (var i = 0; i < product.Length; i++)
            {
                if (!float.IsNormal(product[i]) && float.IsNormal(kernel[i]) && float.IsNormal(factor))
                {
                    return null;
                }
            }
        }

        return scaled;
    }

    private static float[]? Shifted(ImmutableArray<float> values, Affine affine) =>
        Scaled(values, affine.Scale)?.Zip(affine.Shift, (v, s) => v + s).ToArray();
}
