namespace CimGen.Machines;

/// <summary>How the cores wait for each other.</summary>
/// <param name="Counters">Counters per core, 1..16.</param>
public sealed record Sync(SyncScheme Scheme, SyncTransport Transport, int Counters)
{
    /// <summary>Bits of a counter.</summary>
    public const int CounterWidth = 16;

    /// <summary>The most that a counter holds.</summary>
    public const int CounterMax = (1 << CounterWidth) - 1;
}
