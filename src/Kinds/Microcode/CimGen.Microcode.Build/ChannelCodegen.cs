using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;

namespace CimGen.Microcode.Build;

/// <summary>
/// Microcode of one core for its part of a layer with one channel to a group, chunk by chunk: biases and weights stay in opd, words of
/// requantization in rqp, and for each output position features come to sum, behind the sums that are made of them.
/// </summary>
internal sealed class ChannelCodegen
{
    private const int ChunkRegister = 1;
    private const int ChannelRegister = 2;
    private const int ParameterRegister = 3;
    private const int InputWalker = 4;
    private const int OutputWalker = 8;
    private const int PositionRegister = 12;

    private readonly ProgramBuilder _program;
    private readonly ChannelPlacement _placement;
    private readonly VectorPart _part;
    private readonly QuantizedConvolution _layer;
    private readonly FeatureLayout _map;
    private readonly ChannelParameters _parameters;
    private readonly Walker _input;
    private readonly Walker _output;
    private readonly int _parameterAddress;
    private readonly int _tableAddress;
    private readonly Positions _positions;

    public ChannelCodegen(ProgramBuilder program, Schedule schedule, LayerSchedule layer, ChannelPlacement placement, VectorPart part, Architecture architecture)
    {
        (_program, _placement, _part, _layer) = (program, placement, part, placement.Convolution);
        _map = schedule.Memory.Features[_layer.Input];
        var output = schedule.Memory.Features[_layer.Output];
        _positions = new Positions(program, schedule, layer, part, output.Height, architecture, 13, 14);
        _input = Walker.Input(InputWalker, _map, _layer.Window, output.Width, part.Positions.First, _positions.Rows);
        _output = Walker.Output(OutputWalker, output, part.Positions.First, _positions.Rows);
        _parameters = new ChannelParameters(placement);
        _parameterAddress = schedule.Memory.Buffer(MemoryPlan.ChannelName(placement.Index)).Address;
        _tableAddress = schedule.Memory.Find(MemoryPlan.TableName(placement.Index))?.Address ?? 0;
    }

    public void Run()
    {
        if (!_layer.Table.IsEmpty)
        {
            _program.Emit(Instruction.Load(BufferId.Tab, 0, _layer.Table.Length, 0, _tableAddress), TrafficKind.ParameterLoad, "table");
        }

        var chunk = _placement.ChunkChannels;
        _program.Set(ChannelRegister, _part.FirstChannel, "first channel");
        _program.Set(ParameterRegister, _parameterAddress + (_part.FirstChannel / chunk * _parameters.ChunkBytes), "parameters");
        _program.Repeat(
            ChunkRegister,
            _part.Channels / chunk,
            () =>
            {
                Chunk(chunk);
                _program.Emit(Instruction.Add(ChannelRegister, ChannelRegister, chunk));
                _program.Emit(Instruction.Add(ParameterRegister, ParameterRegister, _parameters.ChunkBytes));
            },
            "channels");
        if (_part.Channels % chunk != 0)
        {
            Chunk(_part.Channels % chunk);
        }
    }

    private void Chunk(int channels)
    {
        var padded = _parameters.Padded(channels);
        var dotBytes = _parameters.DotBytes(padded);
        _program.Emit(Instruction.Load(BufferId.Opd, 0, dotBytes, ParameterRegister, 0), TrafficKind.ParameterLoad, "biases and weights");
        _program.Emit(Instruction.Load(BufferId.Rqp, 0, sizeof(int) * padded, ParameterRegister, dotBytes), TrafficKind.ParameterLoad, "multipliers and shifts");
        _input.Start(_program, "window", ChannelRegister);
        _output.Start(_program, "output", ChannelRegister);
        _positions.Each(
            ChunkRegister,
            PositionRegister,
            row =>
            {
                var steps = ChannelSteps.Of(_layer, _map, _input.Rows?.Taps(row) ?? InputSegment.Rows(_layer.Window, _map), channels, padded);
                foreach (var load in steps.Loads)
                {
                    _program.Emit(load with { Base = InputWalker }, TrafficKind.IfmLoad, "input");
                }

                _input.Move(_program, 1);
                foreach (var vector in steps.Vectors)
                {
                    _program.Emit(vector);
                }

                _program.Emit(steps.Store with { Base = OutputWalker }, TrafficKind.OfmStore, "output", endsVector: true);
                _output.Move(_program, 1);
            },
            _input,
            _output);
    }
}
