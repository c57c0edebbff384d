using System.Collections.Immutable;

namespace CimGen.Golden;

/// <summary>What one run of the machine came to.</summary>
/// <param name="Cycles">The run's cycle count; for a run that did not end, the number of cycles looked at.</param>
/// <param name="Cores">Where each core's cycles went.</param>
/// <param name="Faults">In the order of their cycles; a run with faults may still end.</param>
/// <param name="Stuck">For a run that did not end: one entry per core that is not halted.</param>
public sealed record RunSummary(
    RunOutcome Outcome,
    long Cycles,
    ImmutableArray<CoreCycles> Cores,
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
