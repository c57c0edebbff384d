namespace CimGen.Planning.Proofs;

/// <summary>The counters of all cores; those that nobody calls take no memory.</summary>
/// <param name="unordered">Those whose calls are known to have no order, as core * counters + counter.</param>
internal sealed class CallTables(int cores, int counters, IReadOnlySet<int> unordered)
{
    private static readonly CallTable NeverCalled = new();

    private readonly CallTable?[] _tables = new CallTable?[cores * counters];

    /// <summary>Greatest value that a counter reaches.</summary>
    public int HighestCount { get; private set; }

    /// <summary>Counters whose order a wait has relied on in vain, as core * counters + counter.</summary>
    public IEnumerable<int> Broken => _tables.Index().Where(t => t.Item is { IsBroken: true }).Select(t => t.Index);

    public CallTable this[int core, int counter] => _tables[(core * counters) + counter] ?? NeverCalled;

    /// <summary>The core and its counter exist.</summary>
    public bool Has(int core, int counter) => (uint)core < (uint)cores && (uint)counter < (uint)counters;

    /// <summary>Before the execution: this caller will call once more.</summary>
    public void Announce(int caller, int core, int counter)
    {
        var index = (core * counters) + counter;
        var table = _tables[index] ??= new CallTable(ordered: !unordered.Contains(index));
        table.Announce(caller);
        HighestCount = Math.Max(HighestCount, table.Total);
    }
}
