using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Reports.Bounds;

/// <summary>The work of one core within a scope, in cycles that its units are busy, and what it asks of the shared parts, in beats.</summary>
internal sealed class CoreWork(Architecture architecture, MachineImage image, int core)
{
    private readonly bool _blocking = architecture.Units == UnitMode.Blocking;

    public int Core => core;

    public long Mvm { get; private set; }

    public long Gpeu { get; private set; }

    public long LoadStore { get; private set; }

    /// <summary>Of a multicast group, the first core has all.</summary>
    public long ReadBeats { get; private set; }

    public long StoreBeats { get; private set; }

    public long CallBeats { get; private set; }

    /// <summary>Without waits; overlapped units hide their latencies behind the controller.</summary>
    public long Program { get; private set; }

    /// <param name="times">How often it was executed.</param>
    /// <param name="beats">Bus words of all executions.</param>
    public void Add(Instruction instruction, long times, long beats)
    {
        var cost = InstructionCost.Of(instruction, architecture);
        var busy = (times * cost.Latency) + beats;
        if (instruction.Opcode != Opcode.Wait)
        {
            Program += (times * cost.Control) + (_blocking ? busy : 0);
        }

        switch (cost.Unit)
        {
            case Unit.Crossbar:
                Mvm += busy;
                break;
            case Unit.Gpeu:
                Gpeu += busy;
                break;
            case Unit.LoadStore:
                LoadStore += busy;
                ReadBeats += Reads(instruction) ? beats : 0;
                StoreBeats += instruction.Opcode == Opcode.Store ? beats : 0;
                CallBeats += instruction.Opcode == Opcode.Call ? beats : 0;
                break;
        }
    }

    private bool Reads(Instruction i) =>
        i.Opcode == Opcode.Load || (i.Opcode == Opcode.MLoad && image.MulticastGroups.Any(g => g.Cores[0] == core && g.ForInputs == (i.Buffer == BufferId.In)));
}
