using System.Collections.Immutable;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Placement;

namespace CimGen.Crossbars.Build;

/// <summary>Convolutions and fully connected layers on crossbars, by im2col.</summary>
public sealed class CrossbarPlanner : IComputeUnitPlanner
{
    /// <inheritdoc/>
    public Candidate? Candidate(QuantizedLayer layer, FeatureShape input, Architecture architecture) =>
        layer is QuantizedConvolution convolution ? new Candidate(Cut(convolution, input, architecture.Crossbar), architecture.Compute.Latency(architecture.Bus)) : null;

    /// <inheritdoc/>
    public ImmutableArray<sbyte> Pack(IEnumerable<(QuantizedConvolution Layer, Block Block)> blocks, Architecture architecture)
    {
        var crossbar = architecture.Crossbar;
        sbyte[]? cells = null;
        foreach (var (layer, block) in blocks)
        {
            cells ??= new sbyte[crossbar.Rows * crossbar.Columns];
            WeightPacker.Pack(layer, block, crossbar, cells);
        }

        return cells is null ? [] : System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(cells);
    }

    /// <summary>Of a dense matrix every block; of a depthwise layer the blocks that the diagonal crosses.</summary>
    private static BlockGrid Cut(QuantizedConvolution layer, FeatureShape input, Crossbar crossbar)
    {
        if (layer.Depthwise)
        {
            var side = Math.Min(crossbar.Rows, crossbar.Columns);
            return new BlockGrid(1, DivideUp(layer.Kernels, side), side, side, Diagonal: true);
        }

        var rows = (long)layer.Window.KernelY * layer.Window.KernelX * input.Channels;
        return new BlockGrid(DivideUp(rows, crossbar.Rows), DivideUp(layer.Kernels, crossbar.Columns), crossbar.Rows, crossbar.Columns);
    }

    private static int DivideUp(long value, int by) => (int)((value + by - 1) / by);
}
