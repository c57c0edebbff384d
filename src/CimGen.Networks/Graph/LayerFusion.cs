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
    /// <param name="output">The feature map that the network returns: it has a reader outside.</param>
    public static ImmutableArray<Layer> Run(IReadOnlyList<Layer> layers, string output)
    {
        var readers = layers.SelectMany(l => l.Inputs).Append(output).CountBy(name => name).ToDictionary();
        var fused = ImmutableArray.CreateBuilder<Layer>();
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            var place = fused.Count;
            if (readers[layer.Inputs[0]] == 1 && producers.TryGetValue(layer.Inputs[0], out var producer) && Fuse(fused[producer], layer) is { } both)
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

    /// <summary>One layer that does both, or null.</summary>
    private static Layer? Fuse(Layer first, Layer second) => (first, second) switch
    {
        (not MaxPooling, Sum { Inputs.Length: 1 }) => first with { Output = second.Output, Range = first.Range.Then(second.Range) },
        (Convolution { Range.IsUnbounded: true } convolution, Affine affine) =>
            Scaled(convolution.Weights, affine.Scale) is { } weights && Shifted(convolution.Bias, affine) is { } bias
                ? convolution with { Output = affine.Output, Weights = ImmutableCollectionsMarshal.AsImmutableArray(weights), Bias = [.. bias] }
                : null,
        (Affine { Range.IsUnbounded: true } inner, Affine outer) =>
            Scaled(inner.Scale, outer.Scale) is { } scale && Shifted(inner.Shift, outer) is { } shift
                ? outer with { Input = inner.Input, Inputs = inner.Inputs, Scale = [.. scale], Shift = [.. shift] }
                : null,
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
