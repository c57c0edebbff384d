using System.Numerics;
using System.Runtime.InteropServices;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using CimGen.Simulation;

namespace CimGen.Microcode.Golden;

/// <summary>Vector instructions on links: one word per cycle, as long as the neighbours let them.</summary>
internal sealed partial class CoreArray
{
    private readonly Stack<CoreState> _streaming = new();

    /// <summary>Begins a vector instruction that reads or writes a link, at the core's time.</summary>
    private bool BeginStream(CoreState core, in Operation operation)
    {
        core.Account(core.Time);
        core.GpeuEnd = long.MaxValue;
        core.GpeuBuffers = operation.Buffers;
        core.GpeuReadsOut = operation.ReadsOut;
        core.Stream = new StreamState { Pc = core.Pc, Step = 0, At = core.Time, Result = core.ReadSlot };
        core.Reads += operation.ReadsOut ? 1 : 0;
        core.Pc++;
        core.Time += 2;
        Advance(core);
        return !_blocking || !core.Streams || AwaitGpeu(core);
    }

    /// <summary>Moves the words whose cycles are known, and those of other cores that become known by that.</summary>
    private void Advance(CoreState first)
    {
        _streaming.Push(first);
        while (_streaming.TryPop(out var core))
        {
            if (!core.Streams)
            {
                continue;
            }

            var operation = core.Program[core.Stream.Pc];
            var moved = Steps(core, operation);
            if (moved && operation.Receives)
            {
                _streaming.Push(_cores[core.Incoming!.From]);
            }

            if (moved && operation.Sends)
            {
                _streaming.Push(_cores[core.Outgoing!.To]);
            }
        }
    }

    /// <summary>As many steps as are known; whether there was any.</summary>
    private bool Steps(CoreState core, in Operation operation)
    {
        ref var stream = ref core.Stream;
        var first = stream.Step;
        var lanes = _width / sizeof(int);
        var count = (operation.Length + lanes - 1) / lanes;
        ReadOnlySpan<int> a = operation.ReadsOut ? core.Results[stream.Result] : Words(core, operation.A);
        ReadOnlySpan<int> b = operation.Receives ? [] : Words(core, operation.B);
        var target = operation.Sends ? [] : Words(core, operation.Destination);
        Span<int> word = stackalloc int[lanes];
        for (; stream.Step < count; stream.Step++)
        {
            var at = stream.At + 1;
            if (operation.Receives)
            {
                if (!core.Incoming!.HasWord)
                {
                    break;
                }

                at = Math.Max(at, core.Incoming.ReadableAt);
            }

            if (operation.Sends)
            {
                if (!core.Outgoing!.HasRoom)
                {
                    break;
                }

                at = Math.Max(at, core.Outgoing.FreeAt);
            }

            stream.At = at;
            var start = stream.Step * lanes;
            var valid = Math.Min(lanes, operation.Length - start);
            var addend = operation.Receives ? core.Incoming!.Word : b.Slice(start, valid);
            for (var i = 0; i < valid; i++)
            {
                word[i] = a[start + i] + addend[i];
                stream.Check ^= BitOperations.RotateLeft((uint)word[i], (start + i) & 31);
            }

            if (operation.Receives)
            {
                core.Incoming!.Receive(at);
            }

            if (operation.Sends)
            {
                core.Outgoing!.Send(at, word);
            }
            else
            {
                word[..valid].CopyTo(target[start..]);
            }
        }

        if (stream.Step == count)
        {
            EndStream(core, stream.At + _gpeuLatency);
        }

        return stream.Step > first;
    }

    private void EndStream(CoreState core, long end)
    {
        core.GpeuEnd = end;
        _trace?.Add(end, TraceKind.Complete, (int)Unit.Gpeu, core.Index, (uint)core.Stream.Pc, core.Stream.Check);
        if (_blocking)
        {
            core.Time = end + 2;
        }

        if (core.Status == CoreStatus.AwaitsGpeu)
        {
            core.Status = CoreStatus.Running;
            core.Time = Math.Max(core.Time, end + 1);
            _kernel.Push(core.Time, EventKind.Resume, core.Index);
        }
    }

    /// <summary>Words at the end of a run that nobody has received.</summary>
    private void FindWordsLeft()
    {
        foreach (var core in _cores)
        {
            if (core.Incoming is { HasWord: true } link)
            {
                _faults.Add(NewFault(core, core.Pc, FaultKind.WordsLeftOnLink, _lastHalt, link.UnderWay));
            }
        }
    }

    private static bool AwaitGpeu(CoreState core)
    {
        core.Status = CoreStatus.AwaitsGpeu;
        return false;
    }

    private static Span<int> Words(CoreState core, int start) => MemoryMarshal.Cast<byte, int>(core.Local.AsSpan(start));
}

/// <summary>Where a vector instruction on links is.</summary>
internal struct StreamState
{
    public int Pc;

    /// <summary>The next step.</summary>
    public int Step;

    /// <summary>Cycle of the step before.</summary>
    public long At;

    /// <summary>Slot of the queue out that it reads.</summary>
    public int Result;

    public uint Check;
}
