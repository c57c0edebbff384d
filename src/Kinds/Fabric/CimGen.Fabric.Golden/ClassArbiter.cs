using System.Numerics;

namespace CimGen.Fabric.Golden;

/// <summary>
/// Arbiter of a bus channel and of the nodes above it: two round robins, one for each class of transfers, which take turns while both
/// have requests.
/// </summary>
internal sealed class ClassArbiter(int masters)
{
    private readonly RoundRobin[] _classes = [new(masters), new(masters)];
    private int _turn;

    public bool IsEmpty => _classes[0].IsEmpty && _classes[1].IsEmpty;

    public void Reset()
    {
        Array.ForEach(_classes, c => c.Reset());
        _turn = 0;
    }

    /// <param name="transferClass">0 or 1.</param>
    public void Raise(int master, int transferClass) => _classes[transferClass].Raise(master);

    /// <summary>Chooses a master and takes its request down.</summary>
    public int Choose()
    {
        var chosen = _classes[_turn].IsEmpty ? 1 - _turn : _turn;
        _turn = 1 - chosen;
        return _classes[chosen].Choose();
    }

    /// <summary>Takes down all requests.</summary>
    public void Clear() => Array.ForEach(_classes, c => c.Clear());

    /// <summary>Requests as a bit set over the masters, and the master granted last.</summary>
    private sealed class RoundRobin(int masters)
    {
        private readonly ulong[] _requests = new ulong[(masters + 63) / 64];
        private int _count;
        private int _last = masters - 1;

        public bool IsEmpty => _count == 0;

        public void Reset()
        {
            Clear();
            _last = masters - 1;
        }

        public void Clear()
        {
            Array.Clear(_requests);
            _count = 0;
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
