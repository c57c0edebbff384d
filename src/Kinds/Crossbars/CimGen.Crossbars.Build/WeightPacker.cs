using CimGen.Crossbars.Model;
using CimGen.Networks.Quantized;
using CimGen.Planning.Placement;

namespace CimGen.Crossbars.Build;

/// <summary>Weights to cells.</summary>
public static class WeightPacker
{
    /// <summary>Writes the weights of a block to its place on a crossbar.</summary>
    /// <param name="cells">[R][C], row-major; zero where no layer has a weight.</param>
    public static void Pack(QuantizedConvolution layer, Block block, Crossbar crossbar, Span<sbyte> cells)
    {
        if (layer.Depthwise)
        {
            for (var k = 0; k < block.Kernels; k++)
            {
                cells[((block.UnitRow + k) * crossbar.Columns) + block.UnitColumn + k] = layer.Weights[block.FirstKernel + k];
            }

            return;
        }

        var rowsOfLayer = layer.Weights.Length / layer.Kernels;
        for (var k = 0; k < block.Kernels; k++)
        {
            // Weights are [K, KY, KX, Z]: a kernel is one column of the im2col matrix.
            var column = layer.Weights.AsSpan(((block.FirstKernel + k) * rowsOfLayer) + block.FirstRow, block.Rows);
            for (var r = 0; r < block.Rows; r++)
            {
                cells[((block.UnitRow + r) * crossbar.Columns) + block.UnitColumn + k] = column[r];
            }
        }
    }
}
