using System.Numerics;

namespace CimGen.Golden;

/// <summary>
/// One channel of the bus: two round-robin arbiters, one for each class of its transfers, which take turns while both have requests.
/// </summary>
internal sealed class BusChannel(int masters)
{
    private readonly RoundRobin[] _classes = [new(masters), new(masters)];
    private int _turn;
    private long _freeAt;

    /// <summary>The next cycle in which this channel has something to decide; <see cref="long.MaxValue"/> for none.</summary>
    public long Next { get; private set; } = long.MaxValue;

    public void Reset()
    {
        Array.ForEach(_classes, c => c.Reset());
        _turn = 0;
        _freeAt = 0;
        Next = long.MaxValue;
    }

    /// <summary>A request is up from <paramref name="cycle"/> on. Called in the cycle before, after the arbiter's turn.</summary>
    /// <param name="transferClass">0 or 1.</param>
    public void Raise(int master, int transferClass, long cycle)
    {
        _classes[transferClass].Raise(master);
        Next = Math.Min(Next, Math.Max(_freeAt, cycle));
    }

    /// <summary>The channel may not grant in this cycle.</summary>
    public void Stall(long cycle) => Next = cycle + 1;

    /// <summary>Chooses a master and takes its request down.</summary>
    public int Choose()
    {
        var chosen = _classes[_turn].IsEmpty ? 1 - _turn : _turn;
        _turn = 1 - chosen;
        return _classes[chosen].Choose();
    }

    /// <summary>The transfer chosen at <paramref name="cycle"/> occupies the next <paramref name="beats"/> cycles.</summary>
    public void Occupy(long cycle, int beats)
    {
        _freeAt = cycle + beats;
        Next = _classes[0].IsEmpty && _classes[1].IsEmpty ? long.MaxValue : _freeAt;
    }

    /// <summary>Requests as a bit set over the masters, and the master granted last.</summary>
    private sealed class RoundRobin(int masters)
    {
        private readonly ulong[] _requests = new ulong[(masters + 63) / 64];
        private int _count;
        private int _last = masters - 1;

        public bool IsEmpty => _count == 0;

        public void Reset()
        {
            Array.Clear(_requests);
            _count = 0;
            _last = masters - 1;
        }

        public void Raise(int master)
        {
            _requests[master >> 6] |= 1UL << master;
            _count++;
        }

        /// <summary>The first requesting master after the one granted last.</summary>
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
    }
}
