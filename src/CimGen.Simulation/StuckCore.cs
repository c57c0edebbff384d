namespace CimGen.Simulation;

/// <summary>A core that had not halted when its run was given up.</summary>
/// <param name="Instruction">The instruction at <paramref name="ProgramCounter"/>, which has not issued or whose unit is busy.</param>
/// <param name="Reason">What the core waits for.</param>
/// <param name="Counter">For <see cref="StuckReason.Counter"/>: the counter it waits for; else -1.</param>
/// <param name="Value">The counter's value.</param>
/// <param name="Wanted">The value it waits for.</param>
public sealed record StuckCore(int Core, int ProgramCounter, string Instruction, StuckReason Reason, int Counter, int Value, int Wanted);

/// <summary>What keeps a core from going on.</summary>
public enum StuckReason
{
    /// <summary>Nothing: the cycle limit cut it off.</summary>
    Running,

    /// <summary>A wait whose counter is too low.</summary>
    Counter,

    /// <summary>The load/store unit is busy, or waits for the bus.</summary>
    LoadStore,

    /// <summary>The GPEU waits for a neighbour to send or to receive.</summary>
    Link,
}
