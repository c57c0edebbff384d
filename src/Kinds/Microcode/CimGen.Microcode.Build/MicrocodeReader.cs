using CimGen.Fabric.Model;
using CimGen.Machines;
using CimGen.Machines.Programs;
using CimGen.Microcode.Model;

namespace CimGen.Microcode.Build;

/// <summary>Microcode for reports: what each instruction does and, after docs/microarchitecture.md, costs.</summary>
public sealed class MicrocodeReader : IProgramReader
{
    /// <inheritdoc/>
    public int MostControl => StepControl;

    private const int Control = 2;
    private const int StepControl = 5;

    /// <inheritdoc/>
    public bool IsBlocking(Architecture architecture) => architecture.Units == UnitMode.Blocking;

    /// <inheritdoc/>
    public ProgramStep Step(ulong word)
    {
        var i = InstructionCodec.Decode(word);
        return i.Opcode switch
        {
            Opcode.Wait => new ProgramStep(StepKind.Wait),
            Opcode.Call => new ProgramStep(StepKind.Call),
            Opcode.Load => new ProgramStep(StepKind.Load, i.Length, i.IntoInput),
            Opcode.MLoad => new ProgramStep(StepKind.JointLoad, i.Length, i.IntoInput),
            Opcode.Store => new ProgramStep(StepKind.Store, i.Length),
            Opcode.Mvm => new ProgramStep(StepKind.Compute),
            _ => new ProgramStep(InstructionSet.Find(i.Opcode) is { Unit: Unit.Gpeu } ? StepKind.Vector : StepKind.Control),
        };
    }

    /// <inheritdoc/>
    public StepCost Cost(ulong word, Architecture architecture)
    {
        var i = InstructionCodec.Decode(word);
        var lanes = MicrocodeMachine.GpeuLanes(architecture);
        var transfer = 1 + (2 * FabricTiming.BusStages(architecture));
        var (unit, latency) = i.Opcode switch
        {
            Opcode.Load => (StepUnit.LoadStore, transfer + architecture.Memory.LatencyCycles),
            Opcode.MLoad => (StepUnit.LoadStore, transfer + 1 + architecture.Memory.LatencyCycles),
            Opcode.Store => (StepUnit.LoadStore, transfer),

            // A CALL over wires needs no unit.
            Opcode.Call when architecture.Sync.Transport == SyncTransport.Bus => (StepUnit.LoadStore, transfer),
            Opcode.Mvm => (StepUnit.Compute, architecture.Compute.Latency(architecture.Bus)),
            _ when InstructionSet.Find(i.Opcode) is { Unit: Unit.Gpeu } => (StepUnit.Vector, i.OperandCycles(lanes) + architecture.Gpeu.LatencyCycles),
            _ => (StepUnit.Controller, 0),
        };
        return new StepCost(unit, latency, i.Opcode == Opcode.Step ? StepControl : Control);
    }

    /// <inheritdoc/>
    public string Text(ulong word) => Disassembler.Format(word);

    /// <inheritdoc/>
    public string UnitName(int number) => (Unit)number switch
    {
        Unit.LoadStore => "load/store unit",
        Unit.Crossbar => "crossbar",
        _ => "GPEU",
    };
}
