using System.Collections.Immutable;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Networks.Quantized;

namespace CimGen.Microcode.Build;

/// <summary>What a core does for some channels of one output position of a layer with one channel to a group; addresses are displacements.</summary>
internal sealed record ChannelSteps(ImmutableArray<Instruction> Loads, ImmutableArray<Instruction> Vectors, Instruction Store)
{
    /// <param name="rows">Bytes from the upper left corner of the window to each of its rows.</param>
    /// <param name="padded">The channels, rounded up to whole steps.</param>
    public static ChannelSteps Of(QuantizedConvolution layer, FeatureLayout map, ImmutableArray<int> rows, int channels, int padded)
    {
        var (sum, bytes, weights) = (new Operand(BufferId.Sum), new Operand(BufferId.Sum, Narrow: true), new Operand(BufferId.Opd, Narrow: true));
        return new ChannelSteps(
            [.. InputSegment.Of(layer.Window, map, rows, channels, sizeof(int) * padded, padded).Select(s => Instruction.Load(BufferId.Sum, s.Offset, s.Bytes, 0, s.Displacement))],
            [
                Instruction.VDot(sum, bytes, weights, layer.Window.KernelY * layer.Window.KernelX, channels),
                .. Requantization(layer.Requantization!, channels),
            ],
            Instruction.Store(BufferId.Sum, 0, channels, 0, 0));
    }

    /// <summary>From the sums in sum to bytes there.</summary>
    public static ImmutableArray<Instruction> Requantization(Requantization r, int channels)
    {
        var (sum, bytes) = (new Operand(BufferId.Sum), new Operand(BufferId.Sum, Narrow: true));
        var requantized = Instruction.VRq(bytes, sum, r.ZeroPoint, r.Low, r.High, channels);
        return r.Table.IsEmpty ? [requantized] : [requantized, Instruction.VLut(bytes, bytes, channels)];
    }
}
