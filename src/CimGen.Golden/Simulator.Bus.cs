using CimGen.Machines;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;

namespace CimGen.Golden;

/// <summary>Transfers on the bus: requests on their way up, grants, completions.</summary>
internal sealed partial class Simulator
{
    /// <summary>The request of a core's load/store unit goes up in the next cycle; that of a group a cycle behind its last member's.</summary>
    private void Raise(CoreState core)
    {
        ref readonly var operation = ref core.Program[core.TransferPc];
        if (operation.Opcode != Opcode.MLoad)
        {
            RaiseNow(core);
            return;
        }

        var group = core.Group(operation)!;
        if (++group.Waiting == group.Members.Length)
        {
            group.Waiting = 0;
            _events.Push(_now + group.Levels, EventKind.GroupRequest, group.Leader.Index);
            if (Array.Find(group.Members, m => BytesOf(m) != BytesOf(core)) is { } other)
            {
                _faults.Add(NewFault(other, other.TransferPc, FaultKind.MulticastDiffers, _now, other.TransferAddress));
            }
        }
    }

    /// <summary>Inputs of crossbars and other loads take turns, and so do stores and CALLs.</summary>
    private void RaiseNow(CoreState core)
    {
        ref readonly var operation = ref core.Program[core.TransferPc];
        var up = _now + 1 + (_idealTransport ? _busStages : 0);
        if (operation.Loads)
        {
            _requests[Read].Raise(core.Index, operation.IntoInput ? 0 : 1, up);
        }
        else
        {
            _requests[Write].Raise(core.Index, operation.Opcode == Opcode.Call ? 1 : 0, up);
        }
    }

    /// <summary>What a core's load/store unit was asked for.</summary>
    private static (int Address, int Length) BytesOf(CoreState core) => (core.TransferAddress, core.Program[core.TransferPc].Length);

    private void Arbitrate(int index, bool stalled)
    {
        var channel = _requests[index].Channel;
        if (stalled)
        {
            channel.Stall(_now);
            return;
        }

        var core = _cores[_requests[index].Grant(_now)];
        channel.Occupy(_now, _idealTransport ? 0 : core.TransferBeats);
        ref readonly var operation = ref core.Program[core.TransferPc];
        if (operation.Opcode != Opcode.MLoad)
        {
            Grant(core, index);
            return;
        }

        foreach (var member in core.Group(operation)!.Members)
        {
            Grant(member, member == core ? index : TraceRecord.JoinedRead);
        }
    }

    private void Grant(CoreState core, int index)
    {
        core.Account(_now);
        core.Transfer = TransferStatus.Granted;
        core.TransferGrant = _now;
        var done = _now + core.TransferBeats + _busStages;
        var address = core.TransferAddress;
        ref readonly var operation = ref core.Program[core.TransferPc];
        switch (operation.Opcode)
        {
            case Opcode.Load or Opcode.MLoad:
                Memory.ReadGranted();
                done += _memoryLatency;
                break;
            case Opcode.Store when _idealTransport:
                break;
            case Opcode.Store:
                var bytes = core.Local.AsSpan(operation.Destination, operation.Length);
                Memory.WriteGranted(_now, address, bytes);
                _stores?.Stored(core.Index, core.TransferPc, address, bytes);
                break;
            default:
                _events.Push(_now + 2, EventKind.Count, address, operation.Counter);
                address = int.MinValue | CallAddress.Of(address, operation.Counter);
                break;
        }

        _events.Push(done, EventKind.TransferDone, core.Index);
        _trace?.Add(_now, TraceKind.Grant, index, core.Index, (uint)address, (uint)core.TransferBeats);
    }

    private void CompleteTransfer(CoreState core)
    {
        ref readonly var operation = ref core.Program[core.TransferPc];
        var isLoad = operation.Loads;
        var bytes = core.Local.AsSpan(operation.Destination + (operation.IntoInput ? core.FillBank * _buffers.Rows : 0), operation.Length);
        if (isLoad && !_idealTransport)
        {
            Memory.Read(core.TransferGrant, core.TransferAddress, core.TransferBeats, bytes);
        }

        _trace?.Add(
            _now,
            TraceKind.Complete,
            (int)Unit.LoadStore,
            core.Index,
            (uint)core.TransferPc,
            CheckWord.OfTransfer(isLoad ? operation.Offset : core.TransferAddress, bytes));
        core.Account(_now);
        core.Transfer = TransferStatus.Idle;
        if (core.Status == CoreStatus.AwaitsTransfer)
        {
            core.Time = _blocking ? _now + 2 : Math.Max(core.Time, _now + 1);
            Execute(core);
        }
    }
}
