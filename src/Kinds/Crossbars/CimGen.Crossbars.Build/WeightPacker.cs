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
        // Weights are [K, KY, KX, Z / Groups]: a kernel is one column of the im2col matrix of its group.
        var perKernel = layer.Weights.Length / layer.Kernels;
        var channels = perKernel / (layer.Window.KernelY * layer.Window.KernelX);
        var kernelsOfGroup = layer.Kernels / layer.Groups;
        for (var k = 0; k < block.Kernels; k++)
        {
            var kernel = layer.Weights.AsSpan((block.FirstKernel + k) * perKernel, perKernel);

            if (block.Channels == channels)
            {
                for (var r = 0; r < block.Rows; r++)
                {
                    cells[((block.UnitRow + r) * crossbar.Columns) + block.UnitColumn + k] = kernel[block.FirstRow + r];
                }

                continue;
            }

            // Of the block's channels, those of the kernel's group.
            var first = ((block.FirstKernel + k) / kernelsOfGroup * channels) - block.FirstChannel;
            for (var r = 0; r < block.Rows; r++)
            {
                var (pixel, channel) = Math.DivRem(block.FirstRow + r, block.Channels);
                if (channel >= first && channel < first + channels)
                {
                    cells[((block.UnitRow + r) * crossbar.Columns) + block.UnitColumn + k] = kernel[(pixel * channels) + channel - first];
                }
            }
        }
    }
}
