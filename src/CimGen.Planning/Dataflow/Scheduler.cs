using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Dataflow;

/// <summary>Mapping to schedule: orders of work, who waits for what, counters.</summary>
public static class Scheduler
{
    public static Result<Schedule> Run(NetworkPlacement placement, Architecture architecture) =>
        MemoryPlanner.Run(placement, architecture).Then(memory => architecture.Dataflow switch
        {
            DataflowKind.Rows => RowScheduler.Run(placement, memory, architecture),
            _ => LayerScheduler.Run(placement, memory, architecture),
        });
}
