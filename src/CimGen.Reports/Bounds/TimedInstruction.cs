using CimGen.Architectures;
using CimGen.Isa;
using CimGen.Isa.Images;

namespace CimGen.Reports.Bounds;

/// <summary>An instruction with its times after docs/microarchitecture.md, on a bus that grants at once.</summary>
/// <param name="Unit">The unit that executes it; a CALL over wires needs none.</param>
/// <param name="Latency">Cycles from issue to completion without the beats of a transfer.</param>
/// <param name="Control">Cycles that it keeps the controller, decoding included.</param>
/// <param name="Buffers">Buffers that it uses, a bit for each; the queue out is none.</param>
/// <param name="Note">Its layer and traffic.</param>
internal readonly record struct TimedInstruction(Opcode Opcode, Unit Unit, int Latency, int Control, int Buffers, bool ReadsOut, InstructionNote Note)
{
    /// <summary>Cycles from the issue of a CALL until the counter shows it: over the bus, over wires.</summary>
    private const int CallOverBus = 4;
    private const int CallOverWires = 2;

    public static TimedInstruction[] Program(CoreImage core, Architecture architecture) =>
        [.. core.Program.Zip(core.Notes, (word, note) => Of(InstructionCodec.Decode(word), note, architecture))];

    /// <summary>Cycles from the issue of a CALL until the counter shows it.</summary>
    public static int CallDelay(Architecture architecture) => architecture.Sync.Transport == SyncTransport.Bus ? CallOverBus : CallOverWires;

    /// <summary>Bus words that a transfer touches; 0 for all other instructions.</summary>
    public int Beats(int address, int bytes, int width) => Opcode switch
    {
        Opcode.Load or Opcode.Store => ((address & (width - 1)) + bytes + width - 1) / width,
        Opcode.Call when Unit == Unit.LoadStore => 1,
        _ => 0,
    };

    private static TimedInstruction Of(Instruction i, InstructionNote note, Architecture architecture)
    {
        var unit = i.Opcode == Opcode.Call && architecture.Sync.Transport != SyncTransport.Bus ? Unit.Controller : InstructionSet.Find(i.Opcode)!.Unit;
        var latency = (unit, i.Opcode) switch
        {
            (Unit.LoadStore, Opcode.Load) => 1 + architecture.Memory.LatencyCycles,
            (Unit.LoadStore, _) => 1,
            (Unit.Crossbar, _) => MachineTiming.MvmLatency(architecture),
            (Unit.Gpeu, _) => ((i.Length + MachineTiming.GpeuLanes(architecture) - 1) / MachineTiming.GpeuLanes(architecture)) + 2,
            _ => 0,
        };
        return new TimedInstruction(i.Opcode, unit, latency, i.Opcode == Opcode.Step ? 5 : 2, BuffersOf(i, unit), unit == Unit.Gpeu && i.Opcode != Opcode.VSet && i.A.Buffer == BufferId.Out, note);
    }

    private static int BuffersOf(Instruction i, Unit unit) => (unit, i.Opcode) switch
    {
        (Unit.LoadStore, Opcode.Load or Opcode.Store) => Bit(i.Buffer),
        (Unit.Gpeu, Opcode.VSet) => Bit(i.Destination.Buffer),
        (Unit.Gpeu, Opcode.VRq) => Bit(i.Destination.Buffer) | Bit(i.A.Buffer) | Bit(BufferId.Rqp),
        (Unit.Gpeu, _) => Bit(i.Destination.Buffer) | Bit(i.A.Buffer) | Bit(i.B.Buffer),
        _ => 0,
    };

    private static int Bit(BufferId buffer) => buffer == BufferId.Out ? 0 : 1 << (int)buffer;
}
