using CimGen.Architectures;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Mapping;

/// <summary>How a weight matrix is cut for crossbars, before any tile is made.</summary>
/// <param name="Vertical">P_V.</param>
/// <param name="Horizontal">P_H.</param>
/// <param name="Rows">Rows of the matrix on a crossbar.</param>
/// <param name="Kernels">Kernels on a crossbar.</param>
internal readonly record struct Tiling(int Vertical, int Horizontal, int Rows, int Kernels)
{
    /// <summary>Cores that the layer needs.</summary>
    public long Cores => (long)Vertical * Horizontal;

    /// <summary>Of a dense matrix every tile; of a depthwise layer the tiles that the diagonal crosses.</summary>
    public static Tiling Of(QuantizedConvolution layer, FeatureShape input, Crossbar crossbar)
    {
        if (layer.Depthwise)
        {
            var side = Math.Min(crossbar.Rows, crossbar.Columns);
            return new Tiling(1, DivideUp(layer.Kernels, side), side, side);
        }

        var rows = (long)layer.Window.KernelY * layer.Window.KernelX * input.Channels;
        return new Tiling(DivideUp(rows, crossbar.Rows), DivideUp(layer.Kernels, crossbar.Columns), crossbar.Rows, crossbar.Columns);
    }

    private static int DivideUp(long value, int by) => (int)((value + by - 1) / by);
}
