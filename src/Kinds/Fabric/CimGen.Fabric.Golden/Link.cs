namespace CimGen.Fabric.Golden;

/// <summary>
/// A link between two cores: a queue of words with the cycles in which they move. Cycles of a word follow from cycles of other words
/// alone (a max-plus recursion), so that sender and receiver may each run ahead until they lack the other's.
/// </summary>
/// <param name="words">K: words that it holds.</param>
/// <param name="lanes">G: elements of a word.</param>
public sealed class Link(int from, int to, int words, int lanes, int gpeuLatency)
{
    /// <summary>Cycles from the write of a word to the first step that can read it.</summary>
    private const int WordLatency = 2;

    /// <summary>Cycles from the step that reads a word to the first step that can send into its place.</summary>
    private const int CreditLatency = 2;

    private readonly int[] _values = new int[words * lanes];
    private readonly long[] _readableAt = new long[words];
    private readonly long[] _freeAt = new long[words];
    private long _sent;
    private long _received;

    /// <summary>The core that sends.</summary>
    public int From { get; } = from;

    /// <summary>The core that receives.</summary>
    public int To { get; } = to;

    /// <summary>Words sent and not received.</summary>
    public long UnderWay => _sent - _received;

    /// <summary>There is a word to be read, now or in a later cycle.</summary>
    public bool HasWord => UnderWay > 0;

    /// <summary>A word can be sent, now or in a later cycle.</summary>
    public bool HasRoom => UnderWay < words;

    /// <summary>First cycle in which a step can read the next word; there must be one.</summary>
    public long ReadableAt => _readableAt[_received % words];

    /// <summary>First cycle in which a step can send the next word; there must be room.</summary>
    public long FreeAt => _freeAt[_sent % words];

    /// <summary>The next word to be read.</summary>
    public ReadOnlySpan<int> Word => _values.AsSpan((int)(_received % words) * lanes, lanes);

    /// <summary>What the host's start command does.</summary>
    public void Reset()
    {
        _sent = _received = 0;
        Array.Clear(_freeAt);
    }

    /// <summary>The step of cycle <paramref name="at"/> sends a word.</summary>
    public void Send(long at, ReadOnlySpan<int> word)
    {
        var place = (int)(_sent++ % words);
        word.CopyTo(_values.AsSpan(place * lanes));
        _readableAt[place] = at + gpeuLatency + WordLatency;
    }

    /// <summary>The step of cycle <paramref name="at"/> reads <see cref="Word"/>.</summary>
    public void Receive(long at) => _freeAt[_received++ % words] = at + CreditLatency;
}
