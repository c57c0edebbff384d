using System.Collections.Immutable;
using CimGen.Networks.Graph;

namespace CimGen.Planning.Windows;

/// <summary>All that a mapping onto crossbars needs to know of a convolution.</summary>
/// <param name="Channels">Of the input, in one group.</param>
/// <param name="Kernels">In one group.</param>
/// <param name="Groups">Each is mapped by itself.</param>
public sealed record ConvolutionShape(string Name, Window Window, int Channels, int Kernels, int OutputHeight, int OutputWidth, int Groups = 1)
{
    /// <summary>O_V: output positions.</summary>
    public long Positions => (long)OutputHeight * OutputWidth;

    /// <summary>Places of the kernel's weights relative to its first one, in inputs, in raster order.</summary>
    public ImmutableArray<Offset> Taps { get; } =
        [.. new Offset(0, 0).Rectangle(Window.KernelY, Window.KernelX).Select(o => new Offset(o.Y * Window.DilationY, o.X * Window.DilationX))];

    /// <summary>The convolutions of a network, linear layers among them, in order.</summary>
    public static ImmutableArray<ConvolutionShape> Of(Network network) => [.. network.Layers.OfType<Convolution>().Select(c => Of(c, network))];

    /// <summary>The shape of one layer.</summary>
    public static ConvolutionShape Of(Convolution layer, Network network)
    {
        var (input, output) = (network.Shapes[layer.Input], network.Shapes[layer.Output]);
        return new ConvolutionShape(layer.Name, layer.Window, input.Channels / layer.Groups, layer.Kernels / layer.Groups, output.Height, output.Width, layer.Groups);
    }

    /// <summary>Crossbars that hold each weight once, by im2col: P_V * P_H for each group.</summary>
    public long Crossbars(CrossbarSize size) => Groups * DivideUp((long)Taps.Length * Channels, size.Rows) * DivideUp(Kernels, size.Columns);

    /// <summary>
    /// A number of MVMs below which no mapping can come. An MVM gives C outputs, and R inputs to each: an output of more inputs takes part in several.
    /// The same of inputs: an MVM reads R, for C outputs each. Padding counts as inputs that are read.
    /// </summary>
    public long LeastMvms(CrossbarSize size)
    {
        var ofOutputs = Positions * Kernels * DivideUp((long)Taps.Length * Channels, size.Rows);

        // With a stride of 1 the inputs away from the edges are read at as many positions as there are taps; any position has an input of its own.
        var inner = (Window.StrideY, Window.StrideX, Window.DilationY, Window.DilationX) == (1, 1, 1, 1)
            ? Math.Max(0, OutputHeight - Window.KernelY + 1L) * Math.Max(0, OutputWidth - Window.KernelX + 1L)
            : 0;
        var ofInputs = Channels * Math.Max(Positions, inner * DivideUp((long)Taps.Length * Kernels, size.Columns));
        return Groups * Math.Max(DivideUp(ofOutputs, size.Columns), DivideUp(ofInputs, size.Rows));
    }

    internal static long DivideUp(long value, long by) => (value + by - 1) / by;
}
