namespace CimGen.Architectures;

/// <summary>How the cores wait for each other.</summary>
/// <param name="Counters">Counters per core, 1..16.</param>
public sealed record Sync(SyncScheme Scheme, SyncTransport Transport, int Counters);
