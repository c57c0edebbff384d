using System.Collections.Immutable;
using CimGen.Architectures;
using CimGen.Isa;
using CimGen.Isa.Images;
using CimGen.Mapping;
using CimGen.Scheduling;

namespace CimGen.Codegen;

/// <summary>
/// Microcode of one core for one layer with weights. Each output vector has an input part (load, multiply) and an output part (partial
/// sums, requantization, store). With overlapped units the input part runs one vector ahead:
/// </summary>
/// <remarks>
/// in(0) out(0) in(1) out(1) in(2) out(2)      becomes      in(0) | in(1) out(0) in(2) out(1) | out(2)
/// </remarks>
internal sealed class MatrixCodegen
{
    private const int RepeatRegister = 1;
    private const int CountRegister = 2;
    private const int PartialSumRegister = 3;
    private const int InputWalker = 4;
    private const int OutputWalker = 8;
    private const int AwaitedRegister = 12;

    private static readonly Operand Out = new(BufferId.Out);
    private static readonly Operand Sum = new(BufferId.Sum);
    private static readonly Operand SumBytes = new(BufferId.Sum, Narrow: true);
    private static readonly Operand Opd = new(BufferId.Opd);

    private readonly ProgramBuilder _program;
    private readonly CrossbarTile _tile;
    private readonly WorkOrder _order;
    private readonly Networks.Quantized.QuantizedConvolution _layer;
    private readonly Walker _input;
    private readonly Walker _output;
    private readonly ImmutableArray<InputSegment> _segments;
    private readonly CrossbarTile? _next;
    private readonly bool _overlapped;
    private readonly bool _eachVector;
    private readonly int _sumPitch;
    private readonly int _sumAddress;
    private readonly int _biasAddress;
    private readonly int _requantizationAddress;

    public MatrixCodegen(ProgramBuilder program, Schedule schedule, LayerSchedule layer, MatrixMapping mapping, CrossbarTile tile, Architecture architecture)
    {
        _program = program;
        _tile = tile;
        _layer = mapping.Convolution;
        _order = layer.Orders[tile.Core - mapping.FirstCore];
        var memory = schedule.Memory;
        var input = memory.Features[_layer.Inputs[0]];
        var output = memory.Features[_layer.Output];
        _input = Walker.Input(InputWalker, input, _layer.Window, output.Width);
        _output = Walker.Output(OutputWalker, output);
        _segments = InputSegment.Of(tile, _layer.Window, input);
        _next = mapping.VerticalGroups > 1 ? schedule.NextInGroup(mapping, tile) : null;
        _overlapped = architecture.Units == UnitMode.Overlapped;
        _eachVector = schedule.Scheme != SyncScheme.Sequential;
        _sumPitch = MemoryPlanner.PartialSumPitch(tile, architecture);
        _sumAddress = memory.Find(MemoryPlan.PartialSumName(mapping.Index, tile.HorizontalGroup))?.Address ?? 0;
        _biasAddress = memory.Buffer(MemoryPlan.BiasName(mapping.Index, tile.HorizontalGroup)).Address;
        _requantizationAddress = memory.Buffer(MemoryPlan.RequantizationName(mapping.Index, tile.HorizontalGroup)).Address;
    }

    private bool UsesPartialSums => _order.Has(VectorRole.First) || _order.Has(VectorRole.Middle) || _order.Has(VectorRole.Last);

    private bool Receives => _order.Has(VectorRole.Middle) || _order.Has(VectorRole.Last);

    public void Run()
    {
        Prepare();
        var first = _order.VectorAt(0);
        _input.Start(_program, first, "input of the first vector");
        StartOutputs(first);
        if (Receives)
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

        if (_overlapped)
        {
            InputPart();
            _input.Move(_program, 1);
        }

        for (var i = 0; i < _order.Phases.Length; i++)
        {
            EmitPhase(_order.Phases[i], i + 1 < _order.Phases.Length ? _order.Phases[i + 1] : null);
        }

        if (!_eachVector && _next is not null)
        {
            _program.Emit(Instruction.Call(LayerSchedule.PartialSumCounter, 0, _next.Core), TrafficKind.Call, "successor may begin");
        }
    }

    private void Prepare()
    {
        if (_order.Has(VectorRole.First) || _order.Has(VectorRole.Only))
        {
            _program.Emit(Instruction.Load(BufferId.Opd, 0, 4 * _tile.Kernels, 0, _biasAddress), TrafficKind.BiasLoad, "bias");
        }

        if (_order.Finishes)
        {
            _program.Emit(
                Instruction.Load(BufferId.Rqp, 0, 4 * _tile.Kernels, 0, _requantizationAddress), TrafficKind.ParameterLoad, "multipliers and shifts");
        }
    }

    private void StartOutputs(int vector)
    {
        if (_order.Finishes)
        {
            _output.Start(_program, vector, "output of the first vector");
        }

        if (UsesPartialSums)
        {
            _program.Set(PartialSumRegister, _sumAddress + (vector * _sumPitch), "partial sum of the first vector");
        }
    }

    private void MoveOutputs(int vectors)
    {
        if (vectors != 0 && _order.Finishes)
        {
            _output.Move(_program, vectors);
        }

        if (vectors != 0 && UsesPartialSums)
        {
            _program.Emit(Instruction.Add(PartialSumRegister, PartialSumRegister, vectors * _sumPitch));
        }
    }

    /// <summary>All repeats of a phase; the last one apart where what follows it differs.</summary>
    private void EmitPhase(WorkPhase phase, WorkPhase? next)
    {
        var first = phase.Segments[0].First;
        var again = phase.VectorsPerRepeat + first;
        var after = next is null ? (int?)null : next.Base + next.Segments[0].First - (phase.Base + ((phase.Repeats - 1) * phase.VectorsPerRepeat));
        if (again == after || (!_overlapped && next is null))
        {
            _program.Repeat(RepeatRegister, phase.Repeats, () => EmitSegments(phase, again), "groups");
        }
        else
        {
            _program.Repeat(RepeatRegister, phase.Repeats - 1, () => EmitSegments(phase, again), "groups");
            EmitSegments(phase, after);
        }
    }

    /// <summary>One repeat.</summary>
    /// <param name="after">Vector that follows, counted from this repeat's base; null when it is the last of the layer.</param>
    private void EmitSegments(WorkPhase phase, int? after)
    {
        for (var i = 0; i < phase.Segments.Length; i++)
        {
            var segment = phase.Segments[i];
            var following = i + 1 < phase.Segments.Length ? phase.Segments[i + 1].First : after;
            var jump = following - (segment.First + segment.Count);
            if (_overlapped)
            {
                EmitOverlapped(segment, jump);
            }
            else
            {
                _program.Repeat(CountRegister, segment.Count, () =>
                {
                    InputPart();
                    _input.Move(_program, 1);
                    OutputPart(segment.Role);
                    MoveOutputs(1);
                });
                _input.Move(_program, jump ?? 0);
                MoveOutputs(jump ?? 0);
            }
        }
    }

    /// <summary>The input walker stands one vector ahead: the last vector of a segment loads the first of the next one.</summary>
    private void EmitOverlapped(VectorSegment segment, int? jump)
    {
        var straight = jump == 0 ? segment.Count : segment.Count - 1;
        _program.Repeat(CountRegister, straight, () => EmitAhead(segment.Role));
        if (jump is not 0)
        {
            if (jump is { } distance)
            {
                _input.Move(_program, distance);
                EmitAhead(segment.Role);
                MoveOutputs(distance);
            }
            else
            {
                OutputPart(segment.Role);
            }
        }
    }

    private void EmitAhead(VectorRole role)
    {
        InputPart();
        _input.Move(_program, 1);
        OutputPart(role);
        MoveOutputs(1);
    }

    private void InputPart()
    {
        foreach (var segment in _segments)
        {
            _program.Emit(Instruction.Load(BufferId.In, segment.Offset, segment.Bytes, InputWalker, segment.Displacement), TrafficKind.IfmLoad, "input");
        }

        _program.Emit(Instruction.Mvm());
    }

    private void OutputPart(VectorRole role)
    {
        var kernels = _tile.Kernels;
        if (role is VectorRole.First or VectorRole.Only)
        {
            _program.Emit(Instruction.VAdd(Sum, Out, Opd, kernels), comment: "bias");
        }
        else
        {
            if (_eachVector)
            {
                _program.Emit(Instruction.Wait(LayerSchedule.PartialSumCounter, AwaitedRegister, 0), comment: "partial sum is there");
                _program.Emit(Instruction.Add(AwaitedRegister, AwaitedRegister, 1));
            }

            _program.Emit(Instruction.Load(BufferId.Sum, 0, 4 * kernels, PartialSumRegister, 0), TrafficKind.PartialSumLoad, "partial sum");
            _program.Emit(Instruction.VAdd(Sum, Out, Sum, kernels));
        }

        if (role is VectorRole.Last or VectorRole.Only)
        {
            var r = _layer.Requantization!;
            _program.Emit(Instruction.VRq(SumBytes, Sum, r.ZeroPoint, r.Low, r.High, kernels));
            _program.Emit(Instruction.Store(BufferId.Sum, 0, kernels, OutputWalker, _tile.FirstKernel), TrafficKind.OfmStore, "output");
        }
        else
        {
            _program.Emit(Instruction.Store(BufferId.Sum, 0, 4 * kernels, PartialSumRegister, 0), TrafficKind.PartialSumStore, "partial sum");
            if (_eachVector)
            {
                _program.Emit(Instruction.Call(LayerSchedule.PartialSumCounter, 0, _next!.Core), TrafficKind.Call, "pass it on");
            }
        }
    }
}
