using System.Collections.Immutable;
using CimGen.Architectures;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Mapping;

/// <summary>Layers to crossbar tiles to cores.</summary>
public static class NetworkMapper
{
    public static Result<NetworkMapping> Run(QuantizedNetwork source, Architecture architecture)
    {
        var network = BorderLegalizer.Run(source);
        if (CoreNeeds.Check(network, architecture) is { } tooFew)
        {
            return tooFew;
        }

        var mappings = ImmutableArray.CreateBuilder<LayerMapping>();
        var writers = new Dictionary<string, LayerMapping>(StringComparer.Ordinal);
        var next = 0;
        for (var i = 0; i < network.Layers.Length; i++)
        {
            var layer = network.Layers[i];
            LayerMapping mapping = layer is QuantizedConvolution convolution
                ? MapMatrix(i, convolution, network.Tensor(convolution.Inputs[0]).Shape, architecture.Crossbar, next)
                : MapVector(i, layer, network.Tensor(layer.Output).Shape, writers.GetValueOrDefault(layer.Inputs[0]), architecture);
            next += mapping is MatrixMapping ? mapping.CoreCount : 0;
            mappings.Add(mapping);
            writers[layer.Output] = mapping;
        }

        return Result.Success(new NetworkMapping(network, mappings.ToImmutable()));
    }

    private static MatrixMapping MapMatrix(int index, QuantizedConvolution layer, FeatureShape input, Crossbar crossbar, int firstCore)
    {
        var cut = Tiling.Of(layer, input, crossbar);
        var rows = layer.Window.KernelY * layer.Window.KernelX * input.Channels;
        var tiles = ImmutableArray.CreateBuilder<CrossbarTile>();
        for (var h = 0; h < cut.Horizontal; h++)
        {
            for (var v = 0; v < cut.Vertical; v++)
            {
                var firstRow = (layer.Depthwise ? h : v) * cut.Rows;
                var firstKernel = h * cut.Kernels;
                tiles.Add(new CrossbarTile(
                    firstCore + (h * cut.Vertical) + v,
                    h,
                    v,
                    firstRow,
                    Math.Min(cut.Rows, rows - firstRow),
                    firstKernel,
                    Math.Min(cut.Kernels, layer.Kernels - firstKernel)));
            }
        }

        return new MatrixMapping(index, layer, cut.Vertical, cut.Horizontal, tiles.ToImmutable());
    }

    /// <summary>On the cores that made the input, or on all from 0 when the host made it.</summary>
    private static VectorMapping MapVector(int index, QuantizedLayer layer, FeatureShape output, LayerMapping? writer, Architecture architecture)
    {
        var positions = output.Height * output.Width;
        var cores = Math.Min(writer?.CoreCount ?? architecture.Cores, positions);
        var first = writer?.FirstCore ?? 0;
        var ranges = Enumerable.Range(0, cores).Select(i =>
        {
            var begin = (int)((long)positions * i / cores);
            return new PositionRange(first + i, begin, (int)((long)positions * (i + 1) / cores) - begin);
        });
        return new VectorMapping(index, layer, [.. ranges], architecture.Crossbar.Columns);
    }
}
