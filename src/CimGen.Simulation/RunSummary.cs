using System.Collections.Immutable;

namespace CimGen.Simulation;

/// <summary>What one run of the machine came to.</summary>
/// <param name="Cycles">The run's cycle count; for a run that did not end, the number of cycles looked at.</param>
/// <param name="Cores">Where each core's cycles went.</param>
/// <param name="Executed">How often each core issued each instruction of its program: [core][pc].</param>
/// <param name="Beats">Bus words that all executions of an instruction came to: [core][pc]; each member of a multicast group counts them.</param>
/// <param name="TraceRecords">Records that the trace of a run that ended has, whether anyone took them or not.</param>
/// <param name="Faults">In the order of their cycles; a run with faults may still end.</param>
/// <param name="Stuck">For a run that did not end: one entry per core that is not halted.</param>
public sealed record RunSummary(
    RunOutcome Outcome,
    long Cycles,
    ImmutableArray<CoreCycles> Cores,
    ImmutableArray<ImmutableArray<long>> Executed,
    ImmutableArray<ImmutableArray<long>> Beats,
    long TraceRecords,
    ImmutableArray<MachineFault> Faults,
    ImmutableArray<StuckCore> Stuck)
{
    /// <summary>The run ended and no core met a fault.</summary>
    public bool Ok => Outcome == RunOutcome.Ended && Faults.IsEmpty;
}

/// <summary>How a run came to its end.</summary>
public enum RunOutcome
{
    /// <summary>All cores halted.</summary>
    Ended,

    /// <summary>Some core waits for something that nothing under way can bring.</summary>
    Deadlock,

    /// <summary>Still running when the cycle limit was passed.</summary>
    CycleLimit,
}
