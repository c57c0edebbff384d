using System.Runtime.InteropServices;
using CimGen.Machines;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using CimGen.Simulation;

namespace CimGen.Microcode.Golden;

/// <summary>
/// Issue of instructions to the units. Each method returns whether the core goes on at once, with pc and time set. Completions of
/// crossbar and GPEU are known at issue; those of the load/store unit are not, and the core sleeps where it needs one.
/// </summary>
internal sealed partial class CoreArray
{
    private bool Call(CoreState core, in Operation operation)
    {
        var target = core.Registers[operation.Base] + operation.Immediate;
        if ((uint)target >= (uint)_cores.Length)
        {
            Fault(core, FaultKind.NoSuchCore, target);
            return true;
        }

        if (core.Transfer != TransferStatus.Idle)
        {
            return AwaitTransfer(core);
        }

        if (_transport == SyncTransport.Bus)
        {
            return BeginTransfer(core, target, 1);
        }

        if (_tree is null)
        {
            _kernel.Push(core.Time + 1, EventKind.Count, target, operation.Counter);
        }
        else if (!_tree.Accepts(core.Index, core.Time))
        {
            return Sleep(core, CoreStatus.AwaitsTree);
        }
        else
        {
            _tree.Send(core.Index, core.Time, target, operation.Counter);
        }

        Issue(core, (uint)target);
        core.Pc++;
        core.Time += 2;
        return true;
    }

    private bool LoadOrStore(CoreState core, in Operation operation)
    {
        var address = core.Registers[operation.Base] + operation.Immediate;
        if (address < 0 || (long)address + operation.Length > Memory.Bytes.Length)
        {
            Fault(core, FaultKind.AddressOutOfMemory, address);
            return true;
        }

        if (operation.Opcode == Opcode.MLoad && core.Group(operation) is null)
        {
            Fault(core, FaultKind.NoMulticastGroup, 0);
            return true;
        }

        if (core.Transfer != TransferStatus.Idle)
        {
            return AwaitTransfer(core);
        }

        if ((core.GpeuBuffers & operation.Buffers) != 0)
        {
            if (core.Streams)
            {
                return AwaitGpeu(core);
            }

            core.Time = Math.Max(core.Time, core.GpeuEnd + 1);
        }

        return BeginTransfer(core, address, ((address & (_width - 1)) + operation.Length + _width - 1) / _width);
    }

    private bool BeginTransfer(CoreState core, int address, int beats)
    {
        if (core.Streams && core.Time > Now)
        {
            return ResumeAtTime(core);
        }

        Issue(core, (uint)address);
        core.Account(core.Time);
        core.Transfer = TransferStatus.Requested;
        core.TransferPc = core.Pc++;
        core.TransferAddress = address;
        core.TransferBeats = beats;
        core.Beats[core.TransferPc] += beats;
        if (core.Time == Now)
        {
            Raise(core);
        }
        else
        {
            _kernel.Push(core.Time, EventKind.Request, core.Index);
        }

        core.Time += 2;
        return !_blocking || AwaitTransfer(core);
    }

    private bool Mvm(CoreState core)
    {
        if (core.Unread >= _buffers.Banks)
        {
            Fault(core, FaultKind.QueueOverrun, 0);
            return true;
        }

        core.Time = Math.Max(core.Time, core.MvmEnd + 1);
        if (core.GpeuReadsOut && core.Unread + 1 >= _buffers.Banks)
        {
            if (core.Streams)
            {
                return AwaitGpeu(core);
            }

            core.Time = Math.Max(core.Time, core.GpeuEnd + 1);
        }

        if (core.Transfer != TransferStatus.Idle)
        {
            if (core.Program[core.TransferPc].IntoInput)
            {
                return AwaitTransfer(core);
            }

            if (core.Time > Now)
            {
                return ResumeAtTime(core);
            }
        }

        if (core.Streams && core.Time > Now)
        {
            return ResumeAtTime(core);
        }

        Issue(core, 0);
        var slot = core.FillBank;
        var inputs = MemoryMarshal.Cast<byte, sbyte>(core.Local.AsSpan(_buffers.InputStart + (slot * _buffers.Rows), _buffers.Rows));
        var done = core.Time + (_idealTransport ? core.Unit.LeastLatency : core.Unit.Latency(inputs));
        _trace?.Add(done, TraceKind.Complete, (int)Unit.Crossbar, core.Index, (uint)core.Pc, 0);
        core.Account(core.Time);
        core.MvmEnd = done;
        if (!_idealTransport)
        {
            core.Unit.Compute(inputs, core.Results[slot]);
        }

        core.ReadableAt[slot] = done + 1;
        core.Mvms++;
        return NextAfterUnit(core, done);
    }

    private bool Vector(CoreState core, in Operation operation)
    {
        if ((operation.Receives && core.Incoming is null) || (operation.Sends && core.Outgoing is null))
        {
            Fault(core, FaultKind.NoLink, 0);
            return true;
        }

        if (operation.ReadsOut && core.Unread == 0)
        {
            Fault(core, FaultKind.ReadOfEmptyQueue, 0);
            return true;
        }

        if (core.Streams)
        {
            return AwaitGpeu(core);
        }

        core.Time = Math.Max(core.Time, core.GpeuEnd + 1);
        if (operation.ReadsOut)
        {
            core.Time = Math.Max(core.Time, core.ReadableAt[core.ReadSlot]);
        }

        if (core.Transfer != TransferStatus.Idle)
        {
            if ((core.Program[core.TransferPc].Buffers & operation.Buffers) != 0)
            {
                return AwaitTransfer(core);
            }

            if (core.Time > Now)
            {
                return ResumeAtTime(core);
            }
        }

        Issue(core, 0);
        if (operation.Receives || operation.Sends)
        {
            return BeginStream(core, operation);
        }

        var done = core.Time + operation.Latency;
        core.Account(core.Time);
        core.GpeuEnd = done;
        core.GpeuBuffers = operation.Buffers;
        core.GpeuReadsOut = operation.ReadsOut;
        _gpeu.Execute(operation, core.Local, core.Results[core.ReadSlot]);
        _trace?.Add(done, TraceKind.Complete, (int)Unit.Gpeu, core.Index, (uint)core.Pc, CheckWord.OfResult(operation, core.Local));
        core.Reads += operation.ReadsOut ? 1 : 0;
        return NextAfterUnit(core, done);
    }

    /// <summary>Goes on after an instruction whose unit completes at <paramref name="done"/>.</summary>
    private bool NextAfterUnit(CoreState core, long done)
    {
        core.Pc++;
        core.Time = (_blocking ? done : core.Time) + 2;
        return true;
    }
}
