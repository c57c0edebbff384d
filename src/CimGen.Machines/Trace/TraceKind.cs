namespace CimGen.Machines.Trace;

/// <summary>What a trace record reports; numbers as in verification/trace-format.md.</summary>
public enum TraceKind
{
    Issue = 1,
    Complete = 2,
    Grant = 3,
    Counter = 4,
    Run = 5,
    End = 6,
}
