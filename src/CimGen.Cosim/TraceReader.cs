using CimGen.Machines.Trace;

namespace CimGen.Cosim;

/// <summary>
/// Reads the text trace of verification/trace-format.md while it is written: one line of 32 hexadecimal digits per record. Yields
/// records in canonical order, those of one cycle sorted by word 1. Lines of another form are messages of the simulation.
/// </summary>
public sealed class TraceReader(Stream stream, Action<string> onMessage)
{
    private const int Digits = 32;

    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly List<TraceRecord> _cycle = [];
    private int _start;
    private int _end;
    private int _given;
    private TraceRecord? _ahead;

    /// <summary>The next record; false at the end of the trace.</summary>
    public bool TryRead(out TraceRecord record)
    {
        if (_given == _cycle.Count)
        {
            FillCycle();
        }

        var has = _given < _cycle.Count;
        record = has ? _cycle[_given++] : default;
        return has;
    }

    /// <summary>Reads what is left, so that the writer is not blocked.</summary>
    public void Drain()
    {
        while (TryReadLine(out _))
        {
        }
    }

    private void FillCycle()
    {
        _cycle.Clear();
        _given = 0;
        if (_ahead is { } first || TryReadLine(out first))
        {
            _cycle.Add(first);
            _ahead = null;

            // A run ends its cycle: the next run begins at cycle 0 again.
            while (TryReadLine(out var next))
            {
                if (next.Cycle != first.Cycle || next.Kind == TraceKind.Run)
                {
                    _ahead = next;
                    break;
                }

                _cycle.Add(next);
            }

            _cycle.Sort((a, b) => a.Header.CompareTo(b.Header));
        }
    }

    private bool TryReadLine(out TraceRecord record)
    {
        while (true)
        {
            var end = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            if (end >= 0)
            {
                var line = _buffer.AsSpan(_start, end - _start);
                _start = end + 1;
                if (TryParse(line, out record))
                {
                    return true;
                }

                onMessage(System.Text.Encoding.UTF8.GetString(line));
                continue;
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            var count = _end < _buffer.Length ? stream.Read(_buffer, _end, _buffer.Length - _end) : 0;
            if (count == 0)
            {
                record = default;
                return false;
            }

            _end += count;
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> line, out TraceRecord record)
    {
        record = default;
        if (line.Length != Digits)
        {
            return false;
        }

        Span<uint> words = stackalloc uint[4];
        for (var i = 0; i < Digits; i++)
        {
            var c = line[i];
            var digit = c is >= (byte)'0' and <= (byte)'9' ? c - '0' : c is >= (byte)'a' and <= (byte)'f' ? c - 'a' + 10 : -1;
            if (digit < 0)
            {
                return false;
            }

            words[i >> 3] = (words[i >> 3] << 4) | (uint)digit;
        }

        record = new TraceRecord(words[0], words[1], words[2], words[3]);
        return true;
    }
}
