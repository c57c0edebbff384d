using System.Collections.Immutable;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Networks.Onnx.Export;

/// <summary>Where the weights of a node lie in the layer that was made of it.</summary>
internal static class WeightOrder
{
    /// <param name="dims">Of the node's weights: [K, Z, KY, KX], or a matrix.</param>
    /// <param name="axis">That of the kernels.</param>
    /// <param name="input">The map that the layer reads.</param>
    /// <param name="order">In which the node reads it; null: channel by channel.</param>
    /// <returns>For each weight of the node its index in [K, KY, KX, Z]; null when they are not as many.</returns>
    public static int[]? Of(ImmutableArray<long> dims, int axis, QuantizedConvolution layer, FeatureShape input, ElementOrder? order)
    {
        var positions = layer.Window.KernelY * layer.Window.KernelX;
        var channels = input.Channels / layer.Groups;
        var perKernel = positions * channels;
        var count = (int)dims.Aggregate((a, b) => a * b);
        if (count != layer.Weights.Length)
        {
            return null;
        }

        // The features of a matrix, channel by channel. Those of a convolution are in its window.
        var features = dims.Length == 2 && perKernel == input.Count && order is { IsChannelFirst: false } ? order.Places() : null;
        var places = new int[count];
        for (var i = 0; i < count; i++)
        {
            var (kernel, feature) = axis == 0 ? (i / perKernel, i % perKernel) : (i % layer.Kernels, i / layer.Kernels);
            feature = features?[feature] ?? feature;
            places[i] = (kernel * perKernel) + (feature % positions * channels) + (feature / positions);
        }

        return places;
    }
}
