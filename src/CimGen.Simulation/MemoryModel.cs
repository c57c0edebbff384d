namespace CimGen.Simulation;

/// <summary>
/// Shared memory that takes writes beat by beat at the cycles of docs/microarchitecture.md, so that racy programs too see what
/// the hardware shows them. Granted writes are logged with the cycle from which each beat is visible, and reach the array when a
/// read asks for a later time; reads come in the order of their grants, which makes those times monotonic.
/// </summary>
public sealed class MemoryModel(int size, int width, int stages)
{
    // On their way to the bus, granted at g, beats take a cycle a stage in each direction.
    private readonly int _visibleAfter = 3 + (2 * stages);

    private Write[] _log = new Write[16];
    private int _head;
    private int _count;
    private int _pendingReads;

    public byte[] Bytes { get; } = new byte[size];

    /// <summary>Drops what is under way, at the start of a run.</summary>
    public void Reset()
    {
        Flush(long.MaxValue);
        _pendingReads = 0;
    }

    public void Flush() => Flush(long.MaxValue);

    /// <summary>A read was granted; until it is carried out the log has to keep later writes apart.</summary>
    public void ReadGranted() => _pendingReads++;

    /// <summary>Copies what a read granted at <paramref name="grant"/> sees.</summary>
    public void Read(long grant, int address, int beats, Span<byte> target)
    {
        _pendingReads--;
        Flush(grant + 1);
        if (_count == 0 || !Disturbed(grant + beats, address, target.Length))
        {
            Bytes.AsSpan(address, target.Length).CopyTo(target);
            return;
        }

        var done = 0;
        for (var beat = 0; beat < beats; beat++)
        {
            Flush(grant + 1 + beat);
            var length = Math.Min(((address + done) | (width - 1)) + 1 - address, target.Length) - done;
            Bytes.AsSpan(address + done, length).CopyTo(target[done..]);
            done += length;
        }
    }

    /// <summary>Logs a write granted at <paramref name="grant"/>.</summary>
    public void WriteGranted(long grant, int address, ReadOnlySpan<byte> source)
    {
        if (_pendingReads == 0)
        {
            Flush(grant + 1);
        }

        if (_count == _log.Length)
        {
            Grow();
        }

        ref var write = ref _log[(_head + _count++) & (_log.Length - 1)];
        write.Visible = grant + _visibleAfter;
        write.Address = address;
        write.Length = source.Length;
        write.Done = 0;
        if (write.Data is null || write.Data.Length < source.Length)
        {
            write.Data = new byte[source.Length];
        }

        source.CopyTo(write.Data);
    }

    /// <summary>Whether a logged beat that is visible by <paramref name="time"/> touches the range.</summary>
    private bool Disturbed(long time, int address, int length)
    {
        for (var i = 0; i < _count; i++)
        {
            ref var write = ref _log[(_head + i) & (_log.Length - 1)];
            if (write.Visible > time)
            {
                return false;
            }

            if (write.Address < address + length && address < write.Address + write.Length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Brings all beats that are visible at <paramref name="time"/> into the array.</summary>
    private void Flush(long time)
    {
        while (_count > 0)
        {
            ref var write = ref _log[_head];
            if (write.Visible > time)
            {
                return;
            }

            // Beats 0..last are visible; the first beat reaches up to a multiple of the width.
            var last = time - write.Visible;
            var reach = last >= write.Length ? write.Length : Math.Min(write.Length, ((last + 1) * width) - (write.Address & (width - 1)));
            var length = (int)reach - write.Done;
            write.Data.AsSpan(write.Done, length).CopyTo(Bytes.AsSpan(write.Address + write.Done));
            write.Done += length;
            if (write.Done < write.Length)
            {
                return;
            }

            _head = (_head + 1) & (_log.Length - 1);
            _count--;
        }
    }

    private void Grow()
    {
        var log = new Write[2 * _log.Length];
        for (var i = 0; i < _count; i++)
        {
            log[i] = _log[(_head + i) & (_log.Length - 1)];
        }

        _log = log;
        _head = 0;
    }

    private struct Write
    {
        public long Visible;
        public int Address;
        public int Length;
        public int Done;
        public byte[]? Data;
    }
}
