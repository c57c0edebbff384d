using CimGen.Machines;
using CimGen.Machines.Programs;
using CimGen.Microcode.Model;

namespace CimGen.Microcode.Build;

/// <summary>An instruction of a loop, without its address.</summary>
/// <param name="Beats">Of a transfer, on average; 0 for others.</param>
internal readonly record struct LoopStep(Instruction Instruction, double Beats);

/// <summary>
/// How long a core takes for a loop when it has the bus to itself: the issue rules of docs/microarchitecture.md on instructions without
/// addresses.
/// </summary>
internal sealed class LoopTiming(Architecture architecture)
{
    /// <summary>Rounds until the units are in step, and rounds that are measured.</summary>
    private const int Rounds = 4;

    private readonly MicrocodeReader _reader = new();
    private readonly bool _blocking = architecture.Units == UnitMode.Blocking;
    private readonly Queue<double> _results = [];
    private readonly Queue<double> _room = [];
    private double _time;
    private double _transferEnd;
    private double _computeEnd;
    private double _vectorEnd;
    private Instruction _transfer;
    private Instruction _vector;

    /// <summary>Cycles from round to round.</summary>
    /// <param name="ahead">Multiplications before the loop.</param>
    public static double Period(Architecture architecture, IReadOnlyCollection<LoopStep> body, int ahead = 0)
    {
        var timing = new LoopTiming(architecture);
        for (var i = 0; i < architecture.Controller.Banks; i++)
        {
            timing._room.Enqueue(0);
        }

        for (var i = 0; i < ahead; i++)
        {
            timing.Issue(Instruction.Mvm(), 0);
        }

        timing.Run(body);
        var start = timing._time;
        timing.Run(body);
        return (timing._time - start) / Rounds;
    }

    private void Run(IReadOnlyCollection<LoopStep> body)
    {
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (instruction, beats) in body)
            {
                Issue(instruction, beats);
            }
        }
    }

    private void Issue(in Instruction instruction, double beats)
    {
        var cost = _reader.Cost(InstructionCodec.Encode(instruction), architecture);
        var done = cost.Unit switch
        {
            StepUnit.LoadStore => Transfer(instruction, cost.Latency + beats),
            StepUnit.Compute => Multiply(cost.Latency),
            StepUnit.Vector => Vector(instruction, cost.Latency),
            _ => _time,
        };
        _time = (_blocking ? done : _time) + cost.Control;
    }

    private double Transfer(in Instruction instruction, double latency)
    {
        Await(_transferEnd, true);
        Await(_vectorEnd, Uses(_vector, instruction.Buffer));
        _transfer = instruction;
        return _transferEnd = _time + latency;
    }

    private double Multiply(double latency)
    {
        Await(_computeEnd, true);
        Await(_transferEnd, _transfer.IntoInput);
        Await(_room.Dequeue(), true);
        _computeEnd = _time + latency;
        _results.Enqueue(_computeEnd);
        return _computeEnd;
    }

    private double Vector(in Instruction instruction, double latency)
    {
        Await(_vectorEnd, true);
        Await(_transferEnd, _transfer.IsTransfer && Uses(instruction, _transfer.Buffer));
        if (instruction.TakesResult)
        {
            Await(_results.Dequeue(), true);
            _room.Enqueue(_time + latency);
        }

        _vector = instruction;
        return _vectorEnd = _time + latency;
    }

    private void Await(double end, bool holds) => _time = holds ? Math.Max(_time, end + 1) : _time;

    private static bool Uses(in Instruction vector, BufferId buffer) =>
        vector.Destination.Buffer == buffer
        || (vector.HasA && vector.A.Buffer == buffer)
        || (vector.HasB && vector.B.Buffer == buffer)
        || (vector.Opcode == Opcode.VRq && buffer == BufferId.Rqp)
        || (vector.Opcode == Opcode.VLut && buffer == BufferId.Tab);
}
