using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Dataflow;

/// <summary>Mapping to schedule: orders of work, who waits for what, counters.</summary>
public static class Scheduler
{
    /// <param name="batch">Images of a run; more than one where layers hand on rows.</param>
    public static Result<Schedule> Run(NetworkPlacement placement, Architecture architecture, int batch = 1) =>
        batch > 1 && Refused(placement, architecture, batch) is { } refused ? refused : MemoryPlanner.Run(placement, architecture, batch, architecture.Rolls ? RollingBuffers.Of(placement, architecture.FeatureMaps) : null).Then(memory => architecture.Dataflow switch
        {
            DataflowKind.Rows => RowScheduler.Run(placement, memory, architecture, batch),
            _ => LayerScheduler.Run(placement, memory, architecture),
        });

    private static Diagnostic? Refused(NetworkPlacement placement, Architecture architecture, int batch)
    {
        var (at, maps) = (placement.Network.Layers[0].Location, Math.Max(placement.Network.Inputs.Length, placement.Network.Outputs.Length));
        return architecture.Dataflow != DataflowKind.Rows ? SchedulingDiagnostics.BatchNeedsRows(at, batch)
            : (long)batch * maps > MapBundle.Most ? SchedulingDiagnostics.BatchTooLarge(at, batch, MapBundle.Most / maps)
            : null;
    }
}
