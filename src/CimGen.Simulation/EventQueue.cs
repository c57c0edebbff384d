using System.Numerics;

namespace CimGen.Simulation;

/// <summary>
/// Events by cycle: a wheel with a bucket for each of the next cycles, and a heap for those farther ahead (a calendar queue, R. Brown, CACM
/// 1988). Almost all events are near, so that adding and taking one is a matter of a few instructions, however many are to come.
/// </summary>
internal sealed class EventQueue
{
    /// <summary>Bits of a word that tells which buckets, or which such words, are not empty.</summary>
    private const int Bits = 64;

    /// <summary>Such words.</summary>
    private const int Words = 16;

    /// <summary>Cycles that have a bucket.</summary>
    private const int Span = Words * Bits;

    private const long None = -1;

    private readonly ulong[][] _keys = new ulong[Span][];
    private readonly int[] _counts = new int[Span];

    /// <summary>A bit for each bucket that is not empty.</summary>
    private readonly ulong[] _filled = new ulong[Words];
    private readonly PriorityQueue<ulong, long> _far = new();

    /// <summary>Time of the first of them.</summary>
    private long _nextFar = long.MaxValue;

    /// <summary>A bit for each word of <see cref="_filled"/> that is not 0.</summary>
    private ulong _words;

    /// <summary>The cycle whose events are sorted and being taken.</summary>
    private long _open = None;

    /// <summary>How many of them have been taken.</summary>
    private int _taken;

    public EventQueue() => Array.Fill(_keys, []);

    /// <summary>Time of the first event; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextTime { get; private set; } = long.MaxValue;

    public void Clear()
    {
        Array.Clear(_counts);
        Array.Clear(_filled);
        _words = 0;
        _far.Clear();
        _nextFar = long.MaxValue;
        _open = None;
        _taken = 0;
        NextTime = long.MaxValue;
    }

    /// <param name="now">No event is before this cycle.</param>
    public void Push(in Event item, long now)
    {
        if (item.Time - now >= Span)
        {
            _far.Enqueue(item.Key, item.Time);
            _nextFar = Math.Min(_nextFar, item.Time);
        }
        else
        {
            Put(item);
        }

        NextTime = Math.Min(NextTime, item.Time);
    }

    /// <summary>Takes the first event.</summary>
    public Event Pop()
    {
        var time = NextTime;
        var bucket = (int)(time & (Span - 1));
        if (_open != time)
        {
            Open(time, bucket);
        }

        var item = new Event(time, _keys[bucket][_taken++]);
        if (_taken == _counts[bucket])
        {
            Close(bucket);
        }

        return item;
    }

    /// <summary>Takes the further copies of an event that has just been taken, and counts them.</summary>
    public int PopCopies(in Event item)
    {
        var copies = 0;
        if (_open == item.Time)
        {
            var bucket = (int)(item.Time & (Span - 1));
            while (_keys[bucket][_taken] == item.Key)
            {
                copies++;
                if (++_taken == _counts[bucket])
                {
                    Close(bucket);
                    break;
                }
            }
        }

        return copies;
    }

    private void Put(in Event item)
    {
        var bucket = (int)(item.Time & (Span - 1));
        var count = _counts[bucket]++;
        var keys = _keys[bucket];
        if (count == keys.Length)
        {
            Array.Resize(ref keys, Math.Max(4, 2 * count));
            _keys[bucket] = keys;
        }

        if (count == 0)
        {
            _filled[bucket / Bits] |= 1UL << (bucket % Bits);
            _words |= 1UL << (bucket / Bits);
        }
        else if (item.Time == _open)
        {
            while (count > _taken && keys[count - 1] > item.Key)
            {
                keys[count] = keys[--count];
            }
        }

        keys[count] = item.Key;
    }

    private void Open(long time, int bucket)
    {
        while (_nextFar == time)
        {
            Put(new Event(time, _far.Dequeue()));
            _nextFar = _far.TryPeek(out _, out var next) ? next : long.MaxValue;
        }

        _open = time;
        _taken = 0;
        if (_counts[bucket] > 1)
        {
            Sort(_keys[bucket].AsSpan(0, _counts[bucket]));
        }
    }

    private static void Sort(Span<ulong> keys)
    {
        if (keys.Length > 16)
        {
            keys.Sort();
            return;
        }

        for (var i = 1; i < keys.Length; i++)
        {
            var key = keys[i];
            var at = i;
            for (; at > 0 && keys[at - 1] > key; at--)
            {
                keys[at] = keys[at - 1];
            }

            keys[at] = key;
        }
    }

    /// <summary>The last event of a cycle has been taken.</summary>
    private void Close(int bucket)
    {
        _counts[bucket] = 0;
        if ((_filled[bucket / Bits] &= ~(1UL << (bucket % Bits))) == 0)
        {
            _words &= ~(1UL << (bucket / Bits));
        }

        NextTime = Math.Min(NextNear(_open), _nextFar);
        _open = None;
        _taken = 0;
    }

    /// <summary>The first cycle after this one that has events in its bucket.</summary>
    private long NextNear(long time)
    {
        var first = (int)((time + 1) & (Span - 1));
        var word = first / Bits;
        var rest = _filled[word] & (ulong.MaxValue << (first % Bits));
        if (rest == 0)
        {
            // The words behind it, and then, as the wheel turns, those before it and itself.
            var behind = ((_words >> word) | (_words << (Words - word))) & ((1UL << Words) - 2);
            var steps = behind != 0 ? BitOperations.TrailingZeroCount(behind) : 0;
            word = (word + steps) % Words;
            rest = _filled[word];
        }

        return rest == 0 ? long.MaxValue : time + 1 + (((word * Bits) + BitOperations.TrailingZeroCount(rest) - first) & (Span - 1));
    }
}
