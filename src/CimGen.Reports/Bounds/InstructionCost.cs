using CimGen.Crossbars.Model;
using CimGen.Fabric.Model;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Reports.Bounds;

/// <summary>What an instruction costs at least, after docs/microarchitecture.md, without the beats of a transfer.</summary>
/// <param name="Unit">The unit that executes it; a CALL over wires needs none.</param>
/// <param name="Latency">Cycles from issue to completion.</param>
/// <param name="Control">Cycles that it keeps the controller, decoding included.</param>
internal readonly record struct InstructionCost(Unit Unit, int Latency, int Control)
{
    /// <summary>The most that any instruction keeps the controller.</summary>
    public const int MostControl = 5;

    public static InstructionCost Of(Instruction i, Architecture architecture)
    {
        var unit = i.Opcode == Opcode.Call && architecture.Sync.Transport != SyncTransport.Bus ? Unit.Controller : InstructionSet.Find(i.Opcode)!.Unit;
        var lanes = MicrocodeMachine.GpeuLanes(architecture);
        var transfer = 1 + (2 * FabricTiming.BusStages(architecture));
        var latency = (unit, i.Opcode) switch
        {
            (Unit.LoadStore, Opcode.Load) => transfer + architecture.Memory.LatencyCycles,
            (Unit.LoadStore, Opcode.MLoad) => transfer + 1 + architecture.Memory.LatencyCycles,
            (Unit.LoadStore, _) => transfer,
            (Unit.Crossbar, _) => CrossbarMachine.MvmLatency(architecture),
            (Unit.Gpeu, _) => ((i.Length + lanes - 1) / lanes) + architecture.Gpeu.LatencyCycles,
            _ => 0,
        };
        return new InstructionCost(unit, latency, i.Opcode == Opcode.Step ? MostControl : 2);
    }
}
