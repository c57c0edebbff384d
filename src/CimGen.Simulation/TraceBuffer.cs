using CimGen.Machines.Trace;

namespace CimGen.Simulation;

/// <summary>
/// Puts trace records, which come out of order because cores run ahead, into the order of cycle and word 1. Delivers in chunks what
/// is final; its memory depends on how far cores run ahead, never on the length of the run.
/// </summary>
public sealed class TraceBuffer(ITraceSink sink)
{
    private const int Chunk = 1 << 15;

    /// <summary>Keys hold 32 bits of the distance from the origin; cores run ahead by less than 2^31.</summary>
    private const long MaxSpan = 1L << 31;

    private ulong[] _keys = new ulong[2 * Chunk];
    private TraceRecord[] _records = new TraceRecord[2 * Chunk];
    private int _count;
    private int _deliverAt = Chunk;
    private long _origin;

    public void Add(long cycle, TraceKind kind, int index, int core, uint first, uint second)
    {
        if (_count == _keys.Length)
        {
            Array.Resize(ref _keys, 2 * _count);
            Array.Resize(ref _records, 2 * _count);
        }

        var record = new TraceRecord(cycle, kind, index, core, first, second);
        _keys[_count] = ((ulong)(cycle - _origin) << 32) | record.Header;
        _records[_count++] = record;
    }

    /// <summary>From here on no record before <paramref name="cycle"/> will be added; delivers when there is enough.</summary>
    public void Advance(long cycle)
    {
        if (_count >= _deliverAt || cycle - _origin > MaxSpan)
        {
            Deliver(cycle);
            _deliverAt = Math.Max(Chunk, 2 * _count);
        }
    }

    /// <summary>Delivers all records before <paramref name="cycle"/>.</summary>
    public void Deliver(long cycle)
    {
        Array.Sort(_keys, _records, 0, _count);
        var limit = (ulong)Math.Min(cycle - _origin, uint.MaxValue) << 32;
        var final = Array.BinarySearch(_keys, 0, _count, limit);
        final = final < 0 ? ~final : final;
        sink.Write(_records.AsSpan(0, final));
        _count -= final;
        Array.Copy(_records, final, _records, 0, _count);
        for (var i = 0; i < _count; i++)
        {
            _keys[i] = _keys[final + i] - limit;
        }

        _origin = cycle;
    }
}
