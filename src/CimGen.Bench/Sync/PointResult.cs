using CimGen.Reports;
using CimGen.Reports.Bounds;

namespace CimGen.Bench.Sync;

/// <summary>What one point came to in the golden model.</summary>
/// <param name="VerticalGroups">P_V: the limit of the speedup.</param>
/// <param name="HorizontalGroups">P_H.</param>
/// <param name="Vectors">O_V: output vectors of a horizontal group.</param>
/// <param name="Cycles">Of the run.</param>
/// <param name="Bounds">Of the run, from the microcode.</param>
/// <param name="Traffic">Counted from what the cores executed.</param>
/// <param name="TraceRecords">Events of the golden model.</param>
public sealed record PointResult(
    SyncPoint Point, int VerticalGroups, int HorizontalGroups, int Vectors, long Cycles, ScopeBounds Bounds, TrafficTotals Traffic, long TraceRecords)
{
    /// <summary>Cores of the machine; all of them have weights.</summary>
    public int Cores => VerticalGroups * HorizontalGroups;
}

/// <summary>Time that the tools took, in seconds of one thread.</summary>
/// <param name="Compile">Mapping, schedule, programs.</param>
/// <param name="Prove">The schedule proof, once for equal programs.</param>
/// <param name="Golden">Building and running the golden machines.</param>
/// <param name="Bounds">Walking the microcode for the bounds.</param>
public readonly record struct ToolSeconds(double Compile, double Prove, double Golden, double Bounds)
{
    public static ToolSeconds operator +(ToolSeconds a, ToolSeconds b) => new(a.Compile + b.Compile, a.Prove + b.Prove, a.Golden + b.Golden, a.Bounds + b.Bounds);
}
