using System.Collections.Immutable;
using CimGen.Architectures;
using CimGen.Mapping;
using CimGen.Networks.Quantized;

namespace CimGen.Codegen;

/// <summary>The one place where weights become crossbar contents.</summary>
public static class WeightPacker
{
    /// <summary>The weights of a tile as [R][C], row-major, zero where the layer has none.</summary>
    public static ImmutableArray<sbyte> Pack(QuantizedConvolution layer, CrossbarTile tile, Crossbar crossbar)
    {
        var cells = new sbyte[crossbar.Rows * crossbar.Columns];
        if (layer.Depthwise)
        {
            for (var k = 0; k < tile.Kernels; k++)
            {
                cells[(k * crossbar.Columns) + k] = layer.Weights[tile.FirstKernel + k];
            }

            return ImmutableArray.Create(cells);
        }

        var rowsOfLayer = layer.Weights.Length / layer.Kernels;
        for (var k = 0; k < tile.Kernels; k++)
        {
            // Weights are [K, KY, KX, Z]: a kernel is one column of the im2col matrix.
            var column = layer.Weights.AsSpan(((tile.FirstKernel + k) * rowsOfLayer) + tile.FirstRow, tile.Rows);
            for (var r = 0; r < tile.Rows; r++)
            {
                cells[(r * crossbar.Columns) + k] = column[r];
            }
        }

        return ImmutableArray.Create(cells);
    }
}
