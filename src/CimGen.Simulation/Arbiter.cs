namespace CimGen.Simulation;

/// <summary>Decides at the start of a cycle, before its events: it sees what was raised in earlier cycles.</summary>
public abstract class Arbiter
{
    /// <summary>The next cycle in which there is something to decide; <see cref="long.MaxValue"/> for none.</summary>
    public long Next { get; protected set; } = long.MaxValue;

    /// <summary>Called in the cycle <see cref="Next"/>.</summary>
    public abstract void Arbitrate(long cycle);
}
