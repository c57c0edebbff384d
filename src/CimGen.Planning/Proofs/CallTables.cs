namespace CimGen.Planning.Proofs;

/// <summary>The counters of all cores; those that nobody calls take no memory.</summary>
internal sealed class CallTables(int cores, int counters)
{
    private static readonly CallTable NeverCalled = new();

    private readonly CallTable?[] _tables = new CallTable?[cores * counters];

    /// <summary>Greatest value that a counter reaches.</summary>
    public int HighestCount { get; private set; }

    public CallTable this[int core, int counter] => _tables[(core * counters) + counter] ?? NeverCalled;

    /// <summary>The core and its counter exist.</summary>
    public bool Has(int core, int counter) => (uint)core < (uint)cores && (uint)counter < (uint)counters;

    /// <summary>Before the execution: this caller will call once more.</summary>
    public void Announce(int caller, int core, int counter)
    {
        var table = _tables[(core * counters) + counter] ??= new CallTable();
        table.Announce(caller);
        HighestCount = Math.Max(HighestCount, table.Total);
    }
}
