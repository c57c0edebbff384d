using System.Collections.Immutable;
using System.Globalization;
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

        if (next > architecture.Cores)
        {
            var needs = mappings.OfType<MatrixMapping>().Select(m => string.Create(
                CultureInfo.InvariantCulture, $"'{m.Layer.Name}' {m.CoreCount} = {m.VerticalGroups} x {m.HorizontalGroups}"));
            return MappingDiagnostics.TooFewCores(network.Layers[0].Location, next, architecture.Cores, needs);
        }

        return Result.Success(new NetworkMapping(network, mappings.ToImmutable()));
    }

    private static MatrixMapping MapMatrix(int index, QuantizedConvolution layer, FeatureShape input, Crossbar crossbar, int firstCore)
    {
        var rows = layer.Window.KernelY * layer.Window.KernelX * input.Channels;
        var vertical = DivideUp(rows, crossbar.Rows);
        var horizontal = DivideUp(layer.Kernels, crossbar.Columns);
        var tiles = ImmutableArray.CreateBuilder<CrossbarTile>();
        for (var h = 0; h < horizontal; h++)
        {
            for (var v = 0; v < vertical; v++)
            {
                tiles.Add(new CrossbarTile(
                    firstCore + (h * vertical) + v,
                    h,
                    v,
                    v * crossbar.Rows,
                    Math.Min(crossbar.Rows, rows - (v * crossbar.Rows)),
                    h * crossbar.Columns,
                    Math.Min(crossbar.Columns, layer.Kernels - (h * crossbar.Columns))));
            }
        }

        return new MatrixMapping(index, layer, vertical, horizontal, tiles.ToImmutable());
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

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
