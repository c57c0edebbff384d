using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Placement;

/// <summary>Layers to blocks to places.</summary>
public static class NetworkPlacer
{
    /// <param name="unit">The kind of the architecture's compute units.</param>
    public static Result<NetworkPlacement> Run(QuantizedNetwork source, Architecture architecture, IComputeUnitPlanner unit)
    {
        var network = BorderLegalizer.Run(source);
        if (CoreNeeds.Check(network, architecture, unit) is { } tooFew)
        {
            return tooFew;
        }

        var placements = ImmutableArray.CreateBuilder<LayerPlacement>();
        var writers = new Dictionary<string, ImmutableArray<Place>>(StringComparer.Ordinal);
        var taken = 0;
        for (var i = 0; i < network.Layers.Length; i++)
        {
            var layer = network.Layers[i];
            var input = network.Tensor(layer.Inputs[0]).Shape;
            LayerPlacement placement = unit.Candidate(layer, input, architecture) is { } candidate && layer is QuantizedConvolution convolution
                ? PlaceMatrix(i, convolution, input, candidate.Grid, () => architecture.PlaceOf(taken++))
                : PlaceVectors(i, layer, network.Tensor(layer.Output).Shape, Makers(layer.Inputs[0]), architecture);
            placements.Add(placement);
            writers[layer.Output] = placement.Places;
            if (network.Tensor(layer.Output).Part is { } part)
            {
                writers[part.Whole] = [.. writers.GetValueOrDefault(part.Whole, []).Union(placement.Places)];
            }
        }

        return Result.Success(new NetworkPlacement(network, placements.ToImmutable()));

        // Nobody has written a part that is only read; its whole was.
        ImmutableArray<Place> Makers(string map) => writers.GetValueOrDefault(map, writers.GetValueOrDefault(network.Tensor(map).Holder, []));
    }

    private static MatrixPlacement PlaceMatrix(int index, QuantizedConvolution layer, FeatureShape input, BlockGrid grid, Func<Place> next) =>
        new(index, layer, grid.Vertical, grid.Horizontal, [.. grid.Blocks(layer, input, next)]);

    /// <summary>On the cores that made the input, or on all from 0 when the host made it.</summary>
    private static VectorPlacement PlaceVectors(int index, QuantizedLayer layer, FeatureShape output, ImmutableArray<Place> makers, Architecture architecture)
    {
        var positions = output.Height * output.Width;
        var places = makers.IsEmpty ? [.. Enumerable.Range(0, architecture.Cores).Select(architecture.PlaceOf)] : makers;
        var cores = Math.Min(places.Length, positions);
        var ranges = Enumerable.Range(0, cores).Select(i =>
        {
            var begin = (int)((long)positions * i / cores);
            return new PositionRange(places[i], begin, (int)((long)positions * (i + 1) / cores) - begin);
        });
        return new VectorPlacement(index, layer, [.. ranges], architecture.Compute.Columns);
    }
}
