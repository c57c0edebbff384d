using CimGen.Fabric.Golden;
using CimGen.Machines;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using CimGen.Simulation;

namespace CimGen.Microcode.Golden;

/// <summary>Transfers on the bus: requests on their way up, grants, completions.</summary>
internal sealed partial class CoreArray
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
        if (group.Join())
        {
            _kernel.Push(Now + group.Levels, EventKind.GroupRequest, group.Leader);
            FindOtherBytes(group, core);
        }
    }

    /// <summary>All members of a group have to ask for the same.</summary>
    private void FindOtherBytes(LoadGroup group, CoreState core)
    {
        foreach (var member in group.Cores)
        {
            var other = _cores[member];
            if (BytesOf(other) != BytesOf(core))
            {
                _faults.Add(NewFault(other, other.TransferPc, FaultKind.MulticastDiffers, Now, other.TransferAddress));
                return;
            }
        }
    }

    /// <summary>Inputs of crossbars and other loads take turns, and so do stores and CALLs.</summary>
    private void RaiseNow(CoreState core)
    {
        ref readonly var operation = ref core.Program[core.TransferPc];
        var up = Now + 1 + (_idealTransport ? _busStages : 0);
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

    int IBusMasters.Granted(int channel, int core)
    {
        var master = _cores[core];
        ref readonly var operation = ref master.Program[master.TransferPc];
        if (operation.Opcode != Opcode.MLoad)
        {
            Grant(master, channel);
        }
        else
        {
            foreach (var member in master.Group(operation)!.Cores)
            {
                Grant(_cores[member], member == core ? channel : TraceRecord.JoinedRead);
            }
        }

        return _idealTransport ? 0 : master.TransferBeats;
    }

    private void Grant(CoreState core, int index)
    {
        core.Account(Now);
        core.Transfer = TransferStatus.Granted;
        core.TransferGrant = Now;
        var done = Now + core.TransferBeats + _busStages;
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
                Memory.WriteGranted(Now, address, bytes);
                _stores?.Stored(Now, core.Index, core.TransferPc, address, bytes);
                break;
            default:
                _kernel.Push(Now + 2, EventKind.Count, address, operation.Counter);
                address = int.MinValue | CallAddress.Of(address, operation.Counter);
                break;
        }

        _kernel.Push(done, EventKind.TransferDone, core.Index);
        _trace?.Add(Now, TraceKind.Grant, index, core.Index, (uint)address, (uint)core.TransferBeats);
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
            Now,
            TraceKind.Complete,
            (int)Unit.LoadStore,
            core.Index,
            (uint)core.TransferPc,
            CheckWord.OfTransfer(isLoad ? operation.Offset : core.TransferAddress, bytes));
        core.Account(Now);
        core.Transfer = TransferStatus.Idle;
        if (core.Status == CoreStatus.AwaitsTransfer)
        {
            core.Time = _blocking ? Now + 2 : Math.Max(core.Time, Now + 1);
            Execute(core);
        }
    }
}
