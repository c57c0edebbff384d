using System.Collections.Immutable;
using System.Numerics;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;

namespace CimGen.Microcode.Build;

/// <summary>
/// Layers with one channel to a group on the GPEU, and how long they take there and on compute units. A prediction is what the busiest core takes, or what
/// the bus takes where that is more; of a chunk or block, all output vectors take as long.
/// </summary>
public sealed class MicrocodeVectors : IVectorPlanner
{
    /// <inheritdoc/>
    public VectorOffer Offer(QuantizedConvolution layer, Architecture architecture)
    {
        var (taps, step) = (layer.Window.KernelY * layer.Window.KernelX, MicrocodeMachine.GpeuLanes(architecture));
        var steps = architecture.Compute.OutputBytes / Gpeu.DotBytes(step, taps);
        return taps > Gpeu.MostTaps ? new VectorOffer(0, step, $"a window has at most {Gpeu.MostTaps} values")
            : steps == 0 ? new VectorOffer(0, step, $"its buffers of {architecture.Compute.OutputBytes} bytes hold no {step} channels of the window")
            : new VectorOffer(Math.Min(steps * step, architecture.Compute.Columns), step);
    }

    /// <inheritdoc/>
    public long Cycles(QuantizedConvolution layer, FeatureShape input, BlockGrid grid, Architecture architecture)
    {
        var map = Layout(layer, input);
        var blocks = grid.Blocks(layer, input, () => default).ToList();
        var loads = blocks.Select(b => Beats(InputSegment.Of(b, layer.Window, map).Select(s => Instruction.Load(BufferId.In, s.Offset, s.Bytes, 0, s.Displacement)), map, architecture)).ToList();
        var busiest = loads.Index().MaxBy(l => l.Item.Sum(i => i.Beats)).Index;
        var kernels = blocks[busiest].Kernels;
        var (sum, bytes, opd) = (new Operand(BufferId.Sum), new Operand(BufferId.Sum, Narrow: true), new Operand(BufferId.Opd));
        var input2 = Move(layer, input);
        var store = Instruction.Store(BufferId.Sum, 0, kernels, 0, 0);
        List<(Instruction, double)> first = architecture.Units == UnitMode.Overlapped ? [(Instruction.Mvm(), 0), .. loads[busiest]] : [.. loads[busiest], (Instruction.Mvm(), 0)];
        List<(Instruction, double)> body =
        [
            .. first, (input2, 0), (Instruction.VAdd(sum, new Operand(BufferId.Out), opd, kernels), 0),
            .. Finish(layer, kernels), (store, Beats(store, map, architecture)), (Instruction.Add(1, 1, 0), 0), (Instruction.Loop(2, 0), 0),
        ];
        var period = LoopTiming.Period(architecture, body, architecture.Units == UnitMode.Overlapped ? 1 : 0);
        var positions = Positions(layer, input);
        var parameters = blocks.Sum(b => 8.0 * b.Kernels / architecture.Bus.WidthBytes);
        var reads = parameters + (positions * loads.SelectMany(l => l).Sum(l => l.Beats));
        return Total((period * positions) + Fill(architecture), reads, blocks.Count, architecture);
    }

    /// <inheritdoc/>
    public long Cycles(QuantizedConvolution layer, FeatureShape input, ChannelGrid grid, Architecture architecture)
    {
        var map = Layout(layer, input);
        var step = MicrocodeMachine.GpeuLanes(architecture);
        var padded = (grid.ChunkChannels + step - 1) / step * step;
        var steps = ChannelSteps.Of(layer, map, grid.ChunkChannels, padded);
        var loads = Beats(steps.Loads, map, architecture).ToList();
        List<(Instruction, double)> body =
        [
            .. loads, (Move(layer, input), 0), .. steps.Vectors.Select(v => (v, 0.0)), (steps.Store, Beats(steps.Store, map, architecture)),
            (Instruction.Add(1, 1, 0), 0), (Instruction.Loop(2, 0), 0),
        ];
        var period = LoopTiming.Period(architecture, body);
        var chunks = (grid.Channels + grid.ChunkChannels - 1) / grid.ChunkChannels;
        var perCore = (grid.Positions + grid.Slices - 1) / grid.Slices;
        var parameters = (double)Gpeu.DotBytes(padded, (layer.Window.KernelY * layer.Window.KernelX) + sizeof(int)) / architecture.Bus.WidthBytes;
        var reads = chunks * ((grid.Slices * parameters) + (grid.Positions * loads.Sum(l => l.Beats)));
        return Total(grid.ChunksPerCore * ((period * perCore) + parameters + Fill(architecture)), reads, grid.Cores, architecture);
    }

    private static ImmutableArray<(Instruction, double)> Finish(QuantizedConvolution layer, int channels)
    {
        var (sum, bytes, r) = (new Operand(BufferId.Sum), new Operand(BufferId.Sum, Narrow: true), layer.Requantization!);
        return [(Instruction.VRq(bytes, sum, r.ZeroPoint, r.Low, r.High, channels), 0), .. r.Table.IsEmpty ? ImmutableArray<(Instruction, double)>.Empty : [(Instruction.VLut(bytes, bytes, channels), 0)]];
    }

    /// <summary>Cores wait for each other at the bus; those before call each core of the layer.</summary>
    private static long Total(double core, double reads, int cores, Architecture architecture) => (long)(Math.Max(core, reads) + (cores * CallCycles(architecture)));

    /// <summary>Two loads of parameters, and the way to the first output.</summary>
    private static double Fill(Architecture architecture) => 2.0 * new MicrocodeReader().Cost(InstructionCodec.Encode(Instruction.Load(BufferId.Opd, 0, 1, 0, 0)), architecture).Latency;

    /// <summary>A CALL and the loop around it.</summary>
    private static double CallCycles(Architecture architecture)
    {
        var reader = new MicrocodeReader();
        var call = reader.Cost(InstructionCodec.Encode(Instruction.Call(0, 0, 0)), architecture);
        var loop = reader.Cost(InstructionCodec.Encode(Instruction.Loop(1, 0)), architecture);
        return call.Control + call.Latency + loop.Control;
    }

    private static int Positions(QuantizedConvolution layer, FeatureShape input) => layer.Window.OutputHeight(input.Height) * layer.Window.OutputWidth(input.Width);

    /// <summary>The map with the border that the layer needs.</summary>
    private static FeatureLayout Layout(QuantizedConvolution layer, FeatureShape input) =>
        new BorderedLayout(input, layer.Window.PadTop, layer.Window.PadLeft, layer.Window.PadBottom, layer.Window.PadRight).At(0);

    /// <summary>Of the input's walker: an addition where windows follow each other without a gap.</summary>
    private static Instruction Move(QuantizedConvolution layer, FeatureShape input) =>
        layer.Window is { KernelX: 1, KernelY: 1, StrideX: 1, StrideY: 1, HasPadding: false } ? Instruction.Add(4, 4, 0) : Instruction.Step(4, 1, 0);

    private static IEnumerable<(Instruction Instruction, double Beats)> Beats(IEnumerable<Instruction> transfers, FeatureLayout map, Architecture architecture) =>
        transfers.Select(t => (t, Beats(t, map, architecture)));

    /// <summary>Of a transfer on average over the alignments that pixels of the map have.</summary>
    private static double Beats(in Instruction transfer, FeatureLayout map, Architecture architecture)
    {
        var width = architecture.Bus.WidthBytes;
        var distance = (int)BigInteger.GreatestCommonDivisor(map.PixelPitch, width);
        var beats = 0;
        for (var at = 0; at < width; at += distance)
        {
            var lead = (((transfer.Immediate + at) % width) + width) % width;
            beats += (lead + transfer.Length + width - 1) / width;
        }

        return (double)beats * distance / width;
    }
}
