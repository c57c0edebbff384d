using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;

namespace CimGen.Microcode.Build;

/// <summary>
/// Microcode of one core for one layer with weights. Each output vector has a load of its inputs, a multiplication, and an output part
/// (partial sums, requantization, store). With overlapped units the multiplication runs one vector ahead and the load two:
/// </summary>
/// <remarks>
/// in(0) mvm(0) out(0) in(1) ..      becomes      in(0) mvm(0) in(1) | mvm(1) in(2) out(0)  mvm(2) in(3) out(1) ..
/// </remarks>
internal sealed class MatrixCodegen
{
    private const int RepeatRegister = 1;
    private const int CountRegister = 2;
    private const int PartialSumRegister = 3;
    private const int InputWalker = 4;
    private const int OutputWalker = 8;
    private const int AwaitedRegister = 12;
    private const int InnerRepeatRegister = 13;

    private static readonly Operand Out = new(BufferId.Out);
    private static readonly Operand Sum = new(BufferId.Sum);
    private static readonly Operand SumBytes = new(BufferId.Sum, Narrow: true);
    private static readonly Operand Opd = new(BufferId.Opd);
    private static readonly Operand Link = new(BufferId.Link);

    private readonly ProgramBuilder _program;
    private readonly Block _block;
    private readonly WorkOrder _order;
    private readonly RowTokens? _tokens;
    private readonly RowKinds? _kinds;
    private readonly MatrixSteps _steps;
    private readonly int _rowPositions;
    private readonly int _columnStep;
    private readonly FeatureLayout _map;
    private readonly Networks.Quantized.QuantizedConvolution _layer;
    private readonly Walker _input;
    private readonly Walker _output;
    private readonly int _next;
    private readonly bool _overlapped;
    private readonly bool _eachVector;
    private readonly bool _forwards;
    private readonly bool _shareInputs;
    private readonly bool _shareParameters;
    private readonly int _sumPitch;
    private readonly int _sumAddress;
    private readonly int _biasAddress;
    private readonly int _requantizationAddress;
    private readonly int _tableAddress;

    public MatrixCodegen(ProgramBuilder program, Schedule schedule, LayerSchedule layer, MatrixPlacement placement, int index, Architecture architecture)
    {
        _program = program;
        var block = placement.Blocks[index];
        _block = block;
        _layer = placement.Convolution;
        _order = layer.Orders[index];
        var memory = schedule.Memory;
        var input = memory.Features[_layer.Inputs[0]];
        var output = memory.Features[_layer.Output];
        OwnRows? rows = layer.Rows is null ? null : OwnRows.Of(placement.Replicas, block.Replica, _order.Phases[0].Repeats);
        _tokens = rows is { } own ? new RowTokens(program, schedule, layer, block.Place, own, output.Height, architecture, [14]) : null;
        (_rowPositions, _columnStep) = (placement.Replicas.Rows * output.Width, placement.Replicas.Columns);
        _map = input;
        var first = _order.VectorAt(0);
        _input = Walker.Input(InputWalker, input, _layer.Window, output.Width, first, rows);
        _output = Walker.Output(OutputWalker, output, first, rows);
        _next = placement.VerticalGroups > 1 && schedule.NextInGroup(placement, block) is { } next ? architecture.CoreAt(next.Place) : -1;
        _overlapped = architecture.Units == UnitMode.Overlapped;
        _kinds = rows is null ? null : new RowKinds(rows.Value.Count, Signature);
        _steps = new MatrixSteps(_order, _overlapped, _kinds);
        _eachVector = schedule.Scheme != SyncScheme.Sequential;
        _forwards = schedule.Forwards;
        _shareInputs = schedule.SharesInputs(placement);
        _shareParameters = schedule.SharesParameters(layer);
        _sumPitch = MemoryPlanner.PartialSumPitch(block, architecture);
        _sumAddress = memory.Find(MemoryPlan.PartialSumName(placement.Index, block.HorizontalGroup))?.Address ?? 0;
        _biasAddress = memory.Buffer(MemoryPlan.BiasName(placement.Index, block.HorizontalGroup)).Address;
        _requantizationAddress = memory.Buffer(MemoryPlan.RequantizationName(placement.Index, block.HorizontalGroup)).Address;
        _tableAddress = memory.Find(MemoryPlan.TableName(placement.Index))?.Address ?? 0;
    }

    /// <summary>The core has partial sums in memory.</summary>
    private bool UsesPartialSums => !_forwards && (_order.Has(VectorRole.First) || _order.Has(VectorRole.Middle) || _order.Has(VectorRole.Last));

    private bool AwaitsPartialSums => !_forwards && (_order.Has(VectorRole.Middle) || _order.Has(VectorRole.Last));

    public void Run()
    {
        if (!_overlapped || _tokens is not null)
        {
            LoadParameters();
        }

        _tokens?.Start();
        _input.Start(_program, "input of the first vector");
        StartOutputs(_steps.First);
        if (AwaitsPartialSums)
        {
            if (_eachVector)
            {
                _program.Set(AwaitedRegister, 1, "first partial sum");
            }
            else
            {
                _program.Emit(Instruction.Wait(LayerSchedule.PartialSumCounter, 0, 1), comment: "predecessor is done with all vectors");
            }
        }

        if (_overlapped && _tokens is null)
        {
            // Parameters come while the first MVM runs.
            FillPipeline(0);
            LoadParameters();
        }

        if (_tokens is null)
        {
            EmitPhases();
        }
        else
        {
            _tokens.EachImage(() =>
            {
                EmitRows(_kinds!);
                MoveToNextImage();
            });
        }

        if (!_eachVector && _next >= 0)
        {
            _program.Emit(Instruction.Call(LayerSchedule.PartialSumCounter, 0, _next), TrafficKind.Call, "successor may begin");
        }
    }

    /// <summary>Two vectors ahead, so that the crossbar never waits for inputs.</summary>
    private void FillPipeline(int row)
    {
        LoadInput(row);
        _program.Emit(Instruction.Mvm());
        if (_steps.Together > 1)
        {
            _input.Move(_program, _steps.Behind(0), row);
            LoadInput(row);
        }

        // Row by row the walker goes on to the next row in any case.
        if (_steps.Together > 2 || _tokens is not null)
        {
            _input.Move(_program, _steps.Behind(Math.Min(1, _steps.Together - 1)), row);
        }
    }

    private void LoadParameters()
    {
        if (_order.Has(VectorRole.First) || _order.Has(VectorRole.Only))
        {
            _program.Emit(Load(_shareParameters, BufferId.Opd, 0, 4 * _block.Kernels, 0, _biasAddress), TrafficKind.BiasLoad, "bias");
        }

        if (_order.Finishes)
        {
            _program.Emit(
                Load(_shareParameters, BufferId.Rqp, 0, 4 * _block.Kernels, 0, _requantizationAddress), TrafficKind.ParameterLoad, "multipliers and shifts");
            if (_layer.Table.Length > 0)
            {
                _program.Emit(Instruction.Load(BufferId.Tab, 0, _layer.Table.Length, 0, _tableAddress), TrafficKind.ParameterLoad, "table");
            }
        }
    }

    private void StartOutputs(int vector)
    {
        if (_order.Finishes)
        {
            _output.Start(_program, "output of the first vector");
        }

        if (UsesPartialSums)
        {
            _program.Set(PartialSumRegister, _sumAddress + (vector * _sumPitch), "partial sum of the first vector");
        }
    }

    /// <summary>All that a row's program depends on.</summary>
    private IEnumerable<int> Signature(int row) => _input.Rows!.Signature(row).Concat(_order.Finishes ? _output.Rows!.Signature(row) : []).Concat(_tokens!.Signature(row));

    private void MoveOutputs(Move move, int row)
    {
        if (_order.Finishes)
        {
            _output.Move(_program, move, row);
        }

        if (move != default && UsesPartialSums)
        {
            _program.Emit(Instruction.Add(PartialSumRegister, PartialSumRegister, ((move.Positions * _columnStep) + (move.ToNextRow ? _rowPositions : 0)) * _sumPitch));
        }
    }

    /// <summary>From behind the last row to the first of the next image.</summary>
    private void MoveToNextImage()
    {
        ((RowWalker)_input).MoveToNextImage(_program);
        if (_order.Finishes)
        {
            ((RowWalker)_output).MoveToNextImage(_program);
        }

        if (UsesPartialSums)
        {
            _program.Emit(Instruction.Add(PartialSumRegister, PartialSumRegister, -_order.Phases[0].Repeats * _rowPositions * _sumPitch));
        }
    }

    /// <summary>All vectors in order: equal repeats of a phase become a loop, and so do equal steps within a repeat.</summary>
    private void EmitPhases()
    {
        var steps = Enumerable.Range(0, _steps.Count).Select(n => _steps[n]).ToArray().AsMemory();
        foreach (var phase in _order.Phases)
        {
            var period = phase.Count;
            Repetition.Emit(
                _program,
                new[] { RepeatRegister },
                0,
                phase.Repeats,
                (a, b) => Repeat(a).Span.SequenceEqual(Repeat(b).Span),
                n => EmitSteps(Repeat(n).Span),
                "groups");
            steps = steps[(phase.Repeats * period)..];

            ReadOnlyMemory<VectorStep> Repeat(int n) => steps.Slice(n * period, period);
        }
    }

    /// <summary>All rows in order: equal ones become a loop, and so do equal steps within a row.</summary>
    private void EmitRows(RowKinds kinds) => Repetition.Emit(
        _program,
        new[] { RepeatRegister, InnerRepeatRegister },
        0,
        kinds.Count,
        (a, b) => kinds[a] == kinds[b],
        row => EmitSteps([.. Enumerable.Range(row * _steps.Together, _steps.Together).Select(n => _steps[n])]),
        "rows");

    private void EmitSteps(ReadOnlySpan<VectorStep> steps)
    {
        while (!steps.IsEmpty)
        {
            var step = steps[0];
            var run = steps.IndexOfAnyExcept(step) is var end and > 0 ? end : steps.Length;
            _program.Repeat(CountRegister, run, () => EmitStep(step));
            steps = steps[run..];
        }
    }

    private void EmitStep(VectorStep step)
    {
        if (step.Begins)
        {
            _tokens!.Await(step.Row);
            if (_overlapped)
            {
                FillPipeline(step.Row);
            }
        }

        if (_overlapped)
        {
            Multiply(step);
        }

        if (step.Loads)
        {
            LoadInput(step.Row);
        }

        if (!_overlapped)
        {
            Multiply(step);
        }

        _input.Move(_program, step.Input, step.Row);
        OutputPart(step.Role);
        MoveOutputs(step.Output, step.Row);
        if (step.Ends)
        {
            _tokens!.Pass();
        }
    }

    private void Multiply(VectorStep step)
    {
        if (step.Multiplies)
        {
            _program.Emit(Instruction.Mvm());
        }
    }

    private void LoadInput(int row)
    {
        foreach (var segment in InputSegment.Of(_block, _layer.Window, _map, _input.Rows?.Taps(row) ?? InputSegment.Rows(_layer.Window, _map)))
        {
            _program.Emit(
                Load(_shareInputs, BufferId.In, segment.Offset, segment.Bytes, InputWalker, segment.Displacement), TrafficKind.IfmLoad, "input");
        }
    }

    private static Instruction Load(bool shared, BufferId buffer, int offset, int bytes, int register, int displacement) => shared
        ? Instruction.MLoad(buffer, offset, bytes, register, displacement)
        : Instruction.Load(buffer, offset, bytes, register, displacement);

    private void OutputPart(VectorRole role)
    {
        var kernels = _block.Kernels;
        var starts = role is VectorRole.First or VectorRole.Only;
        var finishes = role is VectorRole.Last or VectorRole.Only;
        if (!starts && !_forwards)
        {
            LoadPartialSum();
        }

        _program.Emit(
            Instruction.VAdd(!finishes && _forwards ? Link : Sum, Out, starts ? Opd : _forwards ? Link : Sum, kernels),
            comment: starts ? "bias" : "",
            endsVector: !finishes && _forwards);
        if (finishes)
        {
            var r = _layer.Requantization!;
            _program.Emit(Instruction.VRq(SumBytes, Sum, r.ZeroPoint, r.Low, r.High, kernels));
            if (!r.Table.IsEmpty)
            {
                _program.Emit(Instruction.VLut(SumBytes, SumBytes, kernels));
            }

            _program.Emit(Instruction.Store(BufferId.Sum, 0, kernels, OutputWalker, _block.FirstKernel), TrafficKind.OfmStore, "output", endsVector: true);
        }
        else if (!_forwards)
        {
            StorePartialSum();
        }
    }

    private void LoadPartialSum()
    {
        if (_eachVector)
        {
            _program.Emit(Instruction.Wait(LayerSchedule.PartialSumCounter, AwaitedRegister, 0), comment: "partial sum is there");
            _program.Emit(Instruction.Add(AwaitedRegister, AwaitedRegister, 1));
        }

        _program.Emit(Instruction.Load(BufferId.Sum, 0, 4 * _block.Kernels, PartialSumRegister, 0), TrafficKind.PartialSumLoad, "partial sum");
    }

    private void StorePartialSum()
    {
        _program.Emit(Instruction.Store(BufferId.Sum, 0, 4 * _block.Kernels, PartialSumRegister, 0), TrafficKind.PartialSumStore, "partial sum", endsVector: true);
        if (_eachVector)
        {
            _program.Emit(Instruction.Call(LayerSchedule.PartialSumCounter, 0, _next), TrafficKind.Call, "pass it on");
        }
    }
}
