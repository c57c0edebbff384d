using System.Collections.Immutable;

namespace CimGen.Networks.Graph;

/// <summary>
/// Activations, constant additions and batch normalizations melt into the layer that makes what they read, when nobody else reads it.
/// </summary>
internal static class LayerFusion
{
    /// <param name="layers">In order; all that read one feature map name it alike.</param>
    /// <param name="output">The feature map that the network returns: it has a reader outside.</param>
    /// <returns>The layers without <see cref="Affine"/>.</returns>
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
                fused.Add(layer is Affine affine ? Diagonal(affine) : layer);
            }

            producers[layer.Output] = place;
        }

        return fused.ToImmutable();
    }

    /// <summary>One layer that does both, or null.</summary>
    private static Layer? Fuse(Layer first, Layer second) => (first, second) switch
    {
        (not MaxPooling, Sum { Inputs.Length: 1 }) => first with { Output = second.Output, Range = first.Range.Then(second.Range) },
        (Convolution { Range.IsUnbounded: true } convolution, Affine affine) => Scaled(convolution, affine),
        _ => null,
    };

    private static Convolution Scaled(Convolution convolution, Affine affine)
    {
        var perKernel = convolution.Weights.Length / convolution.Kernels;
        return convolution with
        {
            Output = affine.Output,
            Weights = [.. convolution.Weights.Select((w, i) => w * affine.Scale[i / perKernel])],
            Bias = [.. convolution.Bias.Select((b, k) => (b * affine.Scale[k]) + affine.Shift[k])],
        };
    }

    /// <summary>A 1x1 convolution that handles each channel by itself.</summary>
    private static Convolution Diagonal(Affine affine)
    {
        var channels = affine.Scale.Length;
        var weights = new float[channels * channels];
        for (var c = 0; c < channels; c++)
        {
            weights[(c * channels) + c] = affine.Scale[c];
        }

        return new Convolution(
            affine.Name, affine.Inputs[0], affine.Output, new Window(1, 1), channels, [.. weights], affine.Shift, ActivationRange.Unbounded, affine.Location);
    }
}
