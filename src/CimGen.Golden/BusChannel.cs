using System.Numerics;

namespace CimGen.Golden;

/// <summary>One channel of the bus with its round-robin arbiter. Requests are a bit set over the masters.</summary>
internal sealed class BusChannel(int masters)
{
    private readonly ulong[] _requests = new ulong[(masters + 63) / 64];
    private int _count;
    private int _last = masters - 1;
    private long _freeAt;

    /// <summary>The next cycle in which this arbiter has something to decide; <see cref="long.MaxValue"/> for none.</summary>
    public long Next { get; private set; } = long.MaxValue;

    public void Reset()
    {
        Array.Clear(_requests);
        _count = 0;
        _last = masters - 1;
        _freeAt = 0;
        Next = long.MaxValue;
    }

    /// <summary>A request is up from <paramref name="cycle"/> on. Called in the cycle before, after the arbiter's turn.</summary>
    public void Raise(int master, long cycle)
    {
        _requests[master >> 6] |= 1UL << master;
        _count++;
        Next = Math.Min(Next, Math.Max(_freeAt, cycle));
    }

    /// <summary>The channel may not grant in this cycle.</summary>
    public void Stall(long cycle) => Next = cycle + 1;

    /// <summary>Chooses the first requesting master after the one granted last and takes its request down.</summary>
    public int Choose()
    {
        var word = _last >> 6;
        var rest = _requests[word] & (ulong.MaxValue << (_last & 63) << 1);
        while (rest == 0)
        {
            word = word + 1 == _requests.Length ? 0 : word + 1;
            rest = _requests[word];
        }

        _last = (word << 6) | BitOperations.TrailingZeroCount(rest);
        _requests[word] &= ~(1UL << _last);
        _count--;
        return _last;
    }

    /// <summary>The transfer chosen at <paramref name="cycle"/> occupies the next <paramref name="beats"/> cycles.</summary>
    public void Occupy(long cycle, int beats)
    {
        _freeAt = cycle + beats;
        Next = _count > 0 ? _freeAt : long.MaxValue;
    }
}
