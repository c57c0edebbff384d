using System.Numerics;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Machines.Programs;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;

namespace CimGen.Microcode.Build;

/// <summary>
/// Layers with one channel to a group on the GPEU, and how long they take there and on compute units: a core's loop by the issue rules, with the bus
/// shared by as many cores as the layer has.
/// </summary>
public sealed class MicrocodeVectors : IVectorPlanner
{
    private static readonly MicrocodeReader Reader = new();

    /// <inheritdoc/>
    /// <remarks>Measured: the first load and its latency, the last output part, waits and calls.</remarks>
    public int RowCycles => 50;

    /// <inheritdoc/>
    /// <remarks>Measured with the tree of calls: the last store, a call, the wait.</remarks>
    public int LinkCycles => 36;

    /// <inheritdoc/>
    /// <remarks>A call and the loop around it.</remarks>
    public int CallCycles => 8;

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
        var loads = blocks.Select(b => Loads(InputSegment.Of(b, layer.Window, map, InputSegment.Rows(layer.Window, map)).Select(s => Instruction.Load(BufferId.In, s.Offset, s.Bytes, 0, s.Displacement)), map, architecture)).ToList();
        var busiest = loads.Index().MaxBy(l => l.Item.Sum(i => i.Beats)).Index;
        var kernels = blocks[busiest].Kernels;
        var (overlapped, mvm) = (architecture.Units == UnitMode.Overlapped, new LoopStep(Instruction.Mvm(), 0));
        LoopStep[] multiplication = overlapped ? [mvm, .. loads[busiest]] : [.. loads[busiest], mvm];
        var add = new LoopStep(Instruction.VAdd(new Operand(BufferId.Sum), new Operand(BufferId.Out), new Operand(BufferId.Opd), kernels), 0);
        LoopStep[] body = [.. multiplication, Move(layer), add, .. Requantization(layer, kernels), .. Ending(kernels, map, architecture)];
        var parameters = blocks.Average(b => 2.0 * sizeof(int) * b.Kernels / architecture.Bus.WidthBytes);
        return Total(Positions(layer, input), body, overlapped ? 1 : 0, loads.Average(l => l.Sum(i => i.Beats)), parameters, blocks.Count, architecture);
    }

    /// <inheritdoc/>
    public long Cycles(QuantizedConvolution layer, FeatureShape input, ChannelGrid grid, Architecture architecture)
    {
        var (map, padded) = (Layout(layer, input), Padded(grid));
        var steps = Steps(layer, input, grid);
        var loads = Loads(steps.Loads, map, architecture);
        LoopStep[] body = [.. loads, Move(layer), .. steps.Vectors.Select(v => new LoopStep(v, 0)), .. Ending(grid.ChunkChannels, map, architecture)];
        var parameters = (double)Gpeu.DotBytes(padded, (layer.Window.KernelY * layer.Window.KernelX) + sizeof(int)) / architecture.Bus.WidthBytes;
        var positions = (grid.Positions + grid.Slices - 1) / grid.Slices;
        return grid.ChunksPerCore * Total(positions, body, 0, loads.Sum(l => l.Beats), parameters, grid.Cores, architecture);
    }

    /// <inheritdoc/>
    public long Cycles(QuantizedLayer layer, FeatureShape input, FeatureShape output, int channels, Architecture architecture)
    {
        // A long window takes as long for each value as a short one.
        const int MostTaps = 9;
        var taps = layer.Sliding is { } window ? window.KernelY * window.KernelX : layer.Inputs.Length;
        var map = new BorderedLayout(input, 0, 0, 0, 0).At(0);
        var (sum, operand) = (new Operand(BufferId.Sum), new Operand(BufferId.Opd, Narrow: true));
        LoopStep[] tap = [.. Loads([Instruction.Load(BufferId.Opd, 0, channels, 0, 0)], map, architecture), new(Instruction.VMac(sum, sum, operand, 1, channels), 0)];
        LoopStep[] body =
        [
            new(Instruction.VSet(sum, 0, channels), 0),
            .. Enumerable.Repeat(tap, Math.Min(taps, MostTaps)).SelectMany(t => t),
            .. layer.Requantization is null ? [] : ChannelSteps.Requantization(layer.Requantization, channels).Select(i => new LoopStep(i, 0)),
            new(Instruction.Add(4, 4, 0), 0),
            .. Ending(channels, map, architecture),
        ];
        return (long)(output.Height * output.Width * LoopTiming.Period(architecture, body) * taps / Math.Min(taps, MostTaps));
    }

    /// <inheritdoc/>
    public int ProgramBytes(QuantizedConvolution layer, FeatureShape input, ChannelGrid grid, Architecture architecture)
    {
        // Besides what a position takes: parameters, walkers and loops of a chunk; the start, and a table.
        const int OfChunk = 16;
        const int OfLayer = 8;
        var steps = Steps(layer, input, grid);
        var bodies = grid.ChunksPerCore > 1 && grid.Channels % grid.ChunkChannels != 0 ? 2 : 1;
        return InstructionSet.InstructionBytes * ((bodies * (steps.Loads.Length + steps.Vectors.Length + OfChunk)) + OfLayer);
    }

    private static ChannelSteps Steps(QuantizedConvolution layer, FeatureShape input, ChannelGrid grid)
    {
        var map = Layout(layer, input);
        return ChannelSteps.Of(layer, map, InputSegment.Rows(layer.Window, map), grid.ChunkChannels, Padded(grid));
    }

    /// <summary>Channels of a chunk in whole steps.</summary>
    private static int Padded(ChannelGrid grid) => (grid.ChunkChannels + grid.Step - 1) / grid.Step * grid.Step;

    /// <summary>Parameters, then position by position; those before call each core of the layer.</summary>
    /// <param name="body">What a core does for a position.</param>
    /// <param name="ahead">Multiplications before the first.</param>
    /// <param name="reads">Beats that a core reads for a position, on average.</param>
    /// <param name="parameters">The same, before the first.</param>
    private static long Total(int positions, IReadOnlyCollection<LoopStep> body, int ahead, double reads, double parameters, int cores, Architecture architecture)
    {
        var period = LoopTiming.Period(architecture, body, ahead);
        var writes = body.Where(s => s.Instruction.Opcode == Opcode.Store).Sum(s => s.Beats);
        var latency = Cost(Instruction.Load(BufferId.Opd, 0, 1, 0, 0), architecture).Latency;
        var call = Cost(Instruction.Call(0, 0, 0), architecture);
        var first = (2 * latency) + BusSharing.Period((2 * latency) + parameters, parameters, 0, cores);
        return (long)(first + (positions * BusSharing.Period(period, reads, writes, cores)) + (cores * (call.Control + call.Latency + Cost(Instruction.Loop(1, 0), architecture).Control)));
    }

    private static IEnumerable<LoopStep> Requantization(QuantizedConvolution layer, int channels) =>
        ChannelSteps.Requantization(layer.Requantization!, channels).Select(i => new LoopStep(i, 0));

    /// <summary>The output and the loop.</summary>
    private static LoopStep[] Ending(int channels, FeatureLayout map, Architecture architecture)
    {
        var store = Instruction.Store(BufferId.Sum, 0, channels, 0, 0);
        return [new(store, Beats(store, map, architecture)), new(Instruction.Add(1, 1, 0), 0), new(Instruction.Loop(2, 0), 0)];
    }

    /// <summary>Of the input's walker: an addition where windows follow each other without a gap.</summary>
    private static LoopStep Move(QuantizedConvolution layer) =>
        new(layer.Window is { KernelX: 1, KernelY: 1, StrideX: 1, StrideY: 1, HasPadding: false } ? Instruction.Add(4, 4, 0) : Instruction.Step(4, 1, 0), 0);

    private static int Positions(QuantizedConvolution layer, FeatureShape input) => layer.Window.OutputHeight(input.Height) * layer.Window.OutputWidth(input.Width);

    /// <summary>The map with the border that the layer needs.</summary>
    private static FeatureLayout Layout(QuantizedConvolution layer, FeatureShape input) =>
        new BorderedLayout(input, layer.Window.PadTop, layer.Window.PadLeft, layer.Window.PadBottom, layer.Window.PadRight).At(0);

    private static LoopStep[] Loads(IEnumerable<Instruction> loads, FeatureLayout map, Architecture architecture) =>
        [.. loads.Select(l => new LoopStep(l, Beats(l, map, architecture)))];

    private static StepCost Cost(in Instruction instruction, Architecture architecture) => Reader.Cost(InstructionCodec.Encode(instruction), architecture);

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
