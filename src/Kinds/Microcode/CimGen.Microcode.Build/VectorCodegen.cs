using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;

namespace CimGen.Microcode.Build;

/// <summary>Microcode of one core for a layer without weights: its output positions, in chunks of at most C channels.</summary>
internal sealed class VectorCodegen(ProgramBuilder program, Schedule schedule, LayerSchedule layer, VectorPlacement placement, VectorPart part, Architecture architecture)
{
    // Larger windows are walked by loops, smaller ones are written out.
    private const int LargestUnrolledWindow = 9;

    private const int ChunkRegister = 1;
    private const int RowRegister = 2;
    private const int ColumnRegister = 3;
    private const int InputWalker = 4;
    private const int OutputWalker = 8;
    private const int SecondWalker = 12;

    // Pooling has one input, so the registers of the second walker are free.
    private const int WindowRegister = 12;
    private const int ChannelRegister = 13;
    private const int PositionRegister = 14;

    // A sum has no window, so its registers are free.
    private const int SumChannelRegister = 2;
    private const int SumPositionRegister = 3;

    private static readonly Operand Sum = new(BufferId.Sum);
    private static readonly Operand SumBytes = new(BufferId.Sum, Narrow: true);
    private static readonly Operand OpdBytes = new(BufferId.Opd, Narrow: true);

    private readonly FeatureLayout _input = schedule.Memory.Features[placement.Layer.Inputs[0]];
    private readonly FeatureLayout _output = schedule.Memory.Features[placement.Layer.Output];
    private readonly Positions _positions = new(program, schedule, layer, part, schedule.Memory.Features[placement.Layer.Output].Height, architecture, FreeRegisters(placement.Layer));

    public void Run()
    {
        var pointwise = placement.Layer is QuantizedSum or QuantizedProduct or QuantizedLookup;
        if (placement.Layer.Requantization is not null)
        {
            var bytes = 4 * Math.Min(_output.Channels, placement.ChunkChannels);
            program.Emit(
                Instruction.Load(BufferId.Rqp, 0, bytes, 0, schedule.Memory.Buffer(MemoryPlan.RequantizationName(placement.Index, 0)).Address),
                TrafficKind.ParameterLoad,
                "multipliers and shifts");
        }

        if (placement.Layer.Table is { IsEmpty: false } table)
        {
            program.Emit(Instruction.Load(BufferId.Tab, 0, table.Length, 0, schedule.Memory.Buffer(MemoryPlan.TableName(placement.Index)).Address), TrafficKind.ParameterLoad, "table");
        }

        var chunk = placement.ChunkChannels;
        var channelRegister = pointwise ? SumChannelRegister : ChannelRegister;
        program.Set(channelRegister, part.FirstChannel, "first channel");
        program.Repeat(
            ChunkRegister,
            part.Channels / chunk,
            () =>
            {
                Chunk(chunk, channelRegister);
                program.Emit(Instruction.Add(channelRegister, channelRegister, chunk));
            },
            "channels");
        if (part.Channels % chunk != 0)
        {
            Chunk(part.Channels % chunk, channelRegister);
        }
    }

    /// <summary>Those that the layer leaves free when it goes row by row.</summary>
    private static ImmutableArray<int> FreeRegisters(QuantizedLayer layer) =>
        layer.Sliding is not { } window ? [13, 14] : IsUnrolled(window) ? [RowRegister, ColumnRegister, WindowRegister] : [];

    private static bool IsUnrolled(Window window) => window.KernelY * window.KernelX <= LargestUnrolledWindow;

    private void Chunk(int channels, int channelRegister)
    {
        var output = Walker.Output(OutputWalker, _output, part.Positions.First, _positions.Rows);
        output.Start(program, "output", channelRegister);
        switch (placement.Layer)
        {
            case QuantizedSum sum:
                SumChunk(sum, channels, output);
                break;
            case QuantizedProduct product:
                ProductChunk(product, channels, output);
                break;
            case QuantizedLookup lookup:
                LookupChunk(lookup, channels, output);
                break;
            case QuantizedMaxPooling pooling:
                PoolChunk(pooling.Window, channels, output, VectorInitial(SumBytes, -128), Instruction.VMax(SumBytes, SumBytes, OpdBytes, channels));
                break;
            case QuantizedAveragePooling pooling:
                PoolChunk(pooling.Window, channels, output, VectorInitial(Sum, pooling.InitialSum), Instruction.VMac(Sum, Sum, OpdBytes, 1, channels));
                break;
        }

        Instruction VectorInitial(Operand destination, int value) => Instruction.VSet(destination, value, channels);
    }

    private void SumChunk(QuantizedSum sum, int channels, Walker output)
    {
        var walkers = sum.Inputs.Select((name, i) => Walker.Output(i == 0 ? InputWalker : SecondWalker, schedule.Memory.Features[name], part.Positions.First, _positions.Rows)).ToArray();
        foreach (var walker in walkers)
        {
            walker.Start(program, "input", SumChannelRegister);
        }

        _positions.Each(
            ChunkRegister,
            SumPositionRegister,
            _ =>
            {
                program.Emit(Instruction.VSet(Sum, sum.InitialSum, channels));
                for (var i = 0; i < walkers.Length; i++)
                {
                    program.Emit(Instruction.Load(BufferId.Opd, 0, channels, i == 0 ? InputWalker : SecondWalker, 0), TrafficKind.IfmLoad, "input");
                    program.Emit(Instruction.VMac(Sum, Sum, OpdBytes, sum.Factors[i], channels));
                    walkers[i].Move(program, 1);
                }

                Finish(channels);
                output.Move(program, 1);
            },
            [.. walkers, output]);
    }

    private void ProductChunk(QuantizedProduct product, int channels, Walker output)
    {
        var (leftMap, rightMap) = (schedule.Memory.Features[product.Left], schedule.Memory.Features[product.Right]);
        var repeats = (rightMap.Height, rightMap.Width) != (leftMap.Height, leftMap.Width);
        var left = Walker.Output(InputWalker, leftMap, part.Positions.First, _positions.Rows);
        var right = repeats ? Walker.Still(SecondWalker, rightMap, _positions.Rows) : Walker.Output(SecondWalker, rightMap, part.Positions.First, _positions.Rows);
        left.Start(program, "left", SumChannelRegister);
        right.Start(program, "right", SumChannelRegister);
        _positions.Each(
            ChunkRegister,
            SumPositionRegister,
            _ =>
            {
                program.Emit(Instruction.VSet(Sum, -product.LeftZero, channels));
                program.Emit(Instruction.Load(BufferId.Opd, 0, channels, InputWalker, 0), TrafficKind.IfmLoad, "left");
                program.Emit(Instruction.VMac(Sum, Sum, OpdBytes, 1, channels));
                program.Emit(Instruction.Load(BufferId.Opd, 0, channels, SecondWalker, 0), TrafficKind.IfmLoad, "right");
                program.Emit(Instruction.VMul(Sum, Sum, OpdBytes, product.RightZero, channels));
                left.Move(program, 1);
                right.Move(program, repeats ? 0 : 1);
                Finish(channels);
                output.Move(program, 1);
            },
            left,
            right,
            output);
    }

    private void LookupChunk(QuantizedLookup lookup, int channels, Walker output)
    {
        var input = Walker.Output(InputWalker, schedule.Memory.Features[lookup.Input], part.Positions.First, _positions.Rows);
        input.Start(program, "input", SumChannelRegister);
        _positions.Each(
            ChunkRegister,
            SumPositionRegister,
            _ =>
            {
                program.Emit(Instruction.Load(BufferId.Opd, 0, channels, InputWalker, 0), TrafficKind.IfmLoad, "input");
                program.Emit(Instruction.VLut(SumBytes, OpdBytes, channels));
                input.Move(program, 1);
                Finish(channels);
                output.Move(program, 1);
            },
            input,
            output);
    }

    private void PoolChunk(Window window, int channels, Walker output, Instruction initial, Instruction accumulate)
    {
        var input = Walker.Input(InputWalker, _input, window, _output.Width, part.Positions.First, _positions.Rows);
        input.Start(program, "window", ChannelRegister);
        _positions.Each(
            ChunkRegister,
            PositionRegister,
            row =>
            {
                program.Emit(initial);
                var rows = input.Rows?.Taps(row) ?? InputSegment.Rows(window, _input);
                if (IsUnrolled(window))
                {
                    Unrolled(window, rows, channels, accumulate);
                }
                else
                {
                    Looped(window, rows, channels, accumulate);
                }

                Finish(channels);
                input.Move(program, 1);
                output.Move(program, 1);
            },
            input,
            output);
    }

    private void Unrolled(Window window, ImmutableArray<int> rows, int channels, Instruction accumulate)
    {
        foreach (var row in rows)
        {
            for (var kx = 0; kx < window.KernelX; kx++)
            {
                Element(InputWalker, row + (kx * window.DilationX * _input.PixelPitch), channels, accumulate);
            }
        }
    }

    /// <summary>A loop over each row of the window, and one over rows that follow each other at equal distances.</summary>
    private void Looped(Window window, ImmutableArray<int> rows, int channels, Instruction accumulate)
    {
        var step = window.DilationX * _input.PixelPitch;
        program.Emit(Instruction.Add(WindowRegister, InputWalker, rows[0]));
        foreach (var (first, _, count) in Repetition.Of(rows.Length, (a, b) => ToNext(a) == ToNext(b)).SelectMany(Single))
        {
            program.Repeat(RowRegister, count, () =>
            {
                program.Repeat(ColumnRegister, window.KernelX, () =>
                {
                    Element(WindowRegister, 0, channels, accumulate);
                    program.Emit(Instruction.Add(WindowRegister, WindowRegister, step));
                });
                program.Emit(Instruction.Add(WindowRegister, WindowRegister, ToNext(first) - (window.KernelX * step)));
            });
        }

        // Behind the last row nobody looks; a step like the one before keeps the loop whole.
        int ToNext(int row) => rows.Length == 1 ? 0 : row == rows.Length - 1 ? rows[row] - rows[row - 1] : rows[row + 1] - rows[row];

        static IEnumerable<Repetition> Single(Repetition r) => r.Period == 1 ? [r] : Enumerable.Range(r.First, r.Period * r.Count).Select(i => new Repetition(i, 1, 1));
    }

    private void Element(int register, int displacement, int channels, Instruction accumulate)
    {
        program.Emit(Instruction.Load(BufferId.Opd, 0, channels, register, displacement), TrafficKind.IfmLoad, "input");
        program.Emit(accumulate);
    }

    private void Finish(int channels)
    {
        if (placement.Layer.Requantization is { } r)
        {
            program.Emit(Instruction.VRq(SumBytes, Sum, r.ZeroPoint, r.Low, r.High, channels));
            if (!r.Table.IsEmpty)
            {
                program.Emit(Instruction.VLut(SumBytes, SumBytes, channels));
            }
        }

        program.Emit(Instruction.Store(BufferId.Sum, 0, channels, OutputWalker, 0), TrafficKind.OfmStore, "output", endsVector: true);
    }
}
