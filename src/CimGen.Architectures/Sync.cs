namespace CimGen.Architectures;

/// <summary>How the cores wait for each other.</summary>
/// <param name="Counters">Counters per core, 1..16.</param>
public sealed record Sync(SyncScheme Scheme, SyncTransport Transport, int Counters)
{
    /// <summary>Bits of a counter.</summary>
    public const int CounterWidth = 16;

    /// <summary>What a counter can hold: it only grows during a run, and must not wrap.</summary>
    public const int CounterMaximum = (1 << CounterWidth) - 1;
}
