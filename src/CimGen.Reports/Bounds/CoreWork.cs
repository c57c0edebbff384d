using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Machines.Programs;

namespace CimGen.Reports.Bounds;

/// <summary>The work of one core within a scope, in cycles that its units are busy, and what it asks of the shared parts, in beats.</summary>
internal sealed class CoreWork(Architecture architecture, MachineImage image, int core)
{
    private readonly bool _blocking = image.Reader.IsBlocking(architecture);

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
    public void Add(ulong instruction, long times, long beats)
    {
        var step = image.Reader.Step(instruction);
        var cost = image.Reader.Cost(instruction, architecture);
        var busy = (times * cost.Latency) + beats;
        if (step.Kind != StepKind.Wait)
        {
            Program += (times * cost.Control) + (_blocking ? busy : 0);
        }

        switch (cost.Unit)
        {
            case StepUnit.Compute:
                Mvm += busy;
                break;
            case StepUnit.Vector:
                Gpeu += busy;
                break;
            case StepUnit.LoadStore:
                LoadStore += busy;
                ReadBeats += Reads(step) ? beats : 0;
                StoreBeats += step.Kind == StepKind.Store ? beats : 0;
                CallBeats += step.Kind == StepKind.Call ? beats : 0;
                break;
        }
    }

    private bool Reads(ProgramStep step) =>
        step.Kind == StepKind.Load || (step.Kind == StepKind.JointLoad && image.MulticastGroups.Any(g => g.Cores[0] == core && g.ForInputs == step.IntoInput));
}
