namespace CimGen.Planning.Windows;

/// <summary>
/// A window of inputs that lies on an array with several output positions: J. Rhe et al., "VW-SDK: efficient convolutional weight mapping
/// using variable windows for processing-in-memory architectures", DATE 2022. Whole channels and whole kernels lie on an array.
/// </summary>
/// <param name="Height">Rows of inputs.</param>
/// <param name="Width">Columns of inputs.</param>
/// <param name="Positions">Output positions of an MVM; 1 is im2col.</param>
/// <param name="Channels">On an array.</param>
/// <param name="Kernels">On an array.</param>
/// <param name="Cycles">MVMs of the layer on one array, one after another.</param>
public sealed record ParallelWindow(int Height, int Width, int Positions, int Channels, int Kernels, long Cycles)
{
    /// <summary>One output position: the kernel's own window. Its rows are cut at any place, as by <see cref="ConvolutionShape.Crossbars"/>.</summary>
    public static ParallelWindow Im2Col(ConvolutionShape layer, CrossbarSize size) => new(
        layer.Window.SpanY,
        layer.Window.SpanX,
        1,
        Math.Min(layer.Channels, size.Rows / layer.Taps.Length),
        Math.Min(layer.Kernels, size.Columns),
        layer.Positions * layer.Crossbars(size));

    /// <summary>The window of fewest cycles by VW-SDK's rule, the smallest among equals; im2col where none has fewer.</summary>
    public static ParallelWindow Fewest(ConvolutionShape layer, CrossbarSize size)
    {
        var best = Im2Col(layer, size);
        var window = layer.Window;
        for (var y = 1; y <= layer.OutputHeight && y <= size.Columns; y++)
        {
            for (var x = 1; x <= layer.OutputWidth && (long)y * x <= size.Columns; x++)
            {
                var (height, width) = (window.SpanY + ((y - 1) * window.StrideY), window.SpanX + ((x - 1) * window.StrideX));
                var (channels, kernels) = (size.Rows / ((long)height * width), size.Columns / (y * x));
                if (channels == 0)
                {
                    break;
                }

                var windows = ConvolutionShape.DivideUp(layer.OutputHeight, y) * ConvolutionShape.DivideUp(layer.OutputWidth, x);
                var cycles = layer.Groups * windows * ConvolutionShape.DivideUp(layer.Channels, channels) * ConvolutionShape.DivideUp(layer.Kernels, kernels);
                if (cycles < best.Cycles)
                {
                    best = new ParallelWindow(height, width, y * x, (int)Math.Min(channels, layer.Channels), Math.Min(kernels, layer.Kernels), cycles);
                }
            }
        }

        return best;
    }
}
