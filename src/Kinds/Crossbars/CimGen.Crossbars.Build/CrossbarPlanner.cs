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

    /// <summary>Of each group's matrix every block; as many groups on a crossbar as fit it, on its diagonal.</summary>
    private static BlockGrid Cut(QuantizedConvolution layer, FeatureShape input, Crossbar crossbar)
    {
        var rows = (long)layer.Window.KernelY * layer.Window.KernelX * (input.Channels / layer.Groups);
        var kernels = layer.Kernels / layer.Groups;
        var together = (int)Math.Min(layer.Groups, Math.Min(crossbar.Rows / rows, crossbar.Columns / kernels));
        return together > 1
            ? new BlockGrid(1, DivideUp(layer.Groups, together), crossbar.Rows, kernels, together)
            : new BlockGrid(DivideUp(rows, crossbar.Rows), layer.Groups * DivideUp(kernels, crossbar.Columns), crossbar.Rows, crossbar.Columns);
    }

    private static int DivideUp(long value, int by) => (int)((value + by - 1) / by);
}
