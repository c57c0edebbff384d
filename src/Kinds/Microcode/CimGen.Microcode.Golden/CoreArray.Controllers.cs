using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using CimGen.Simulation;

namespace CimGen.Microcode.Golden;

/// <summary>
/// Execution of the cores. A core runs ahead of the event loop for as long as nothing that others do can change what it does; it stops at a
/// wait that does not hold yet, at a transfer (whose grant is open), and after <see cref="Horizon"/> cycles.
/// </summary>
internal sealed partial class CoreArray
{
    /// <summary>How far cores run ahead; bounds the memory of the trace buffer.</summary>
    private const int Horizon = 4096;

    /// <summary>Executes instructions of a core from its pc and time on. Resumed in cycle <see cref="Kernel.Now"/>, before its counters change.</summary>
    private void Execute(CoreState core)
    {
        core.Status = CoreStatus.Running;
        var horizon = Now + Horizon;
        var program = core.Program;
        while (true)
        {
            if (core.Time > horizon)
            {
                _kernel.Push(core.Time, EventKind.Resume, core.Index);
                return;
            }

            var pc = core.Pc;
            ref readonly var operation = ref program[(uint)pc < (uint)program.Length ? pc : program.Length - 1];
            if (operation.Fault != FaultKind.None || core.Faulted)
            {
                if (!core.Faulted)
                {
                    Fault(core, operation.Fault, pc);
                }

                Halt(core);
                return;
            }

            bool goesOn;
            switch (operation.Opcode)
            {
                case Opcode.Add:
                    var sum = core.Registers[operation.Base] + operation.Immediate;
                    Issue(core, (uint)sum);
                    SetRegister(core, operation.Target, sum);
                    core.Pc = pc + 1;
                    core.Time += 2;
                    continue;
                case Opcode.Loop:
                    var rest = core.Registers[operation.Base] - 1;
                    Issue(core, (uint)rest);
                    SetRegister(core, operation.Base, rest);
                    core.Pc = rest == 0 ? pc + 1 : operation.Immediate;
                    core.Time += 2;
                    continue;
                case Opcode.Step:
                    Step(core, operation);
                    continue;
                case Opcode.Wait:
                    goesOn = Wait(core, operation);
                    break;
                case Opcode.Call:
                    goesOn = Call(core, operation);
                    break;
                case Opcode.Load or Opcode.MLoad or Opcode.Store:
                    goesOn = LoadOrStore(core, operation);
                    break;
                case Opcode.Mvm:
                    goesOn = Mvm(core);
                    break;
                case Opcode.End:
                    Halt(core);
                    return;
                default:
                    goesOn = Vector(core, operation);
                    break;
            }

            if (!goesOn)
            {
                return;
            }
        }
    }

    private static void SetRegister(CoreState core, int register, int value)
    {
        if (register != 0)
        {
            core.Registers[register] = value;
        }
    }

    private void Issue(CoreState core, uint operand)
    {
        core.Executed[core.Pc]++;
        _trace?.Add(core.Time, TraceKind.Issue, 0, core.Index, (uint)core.Pc, operand);
    }

    private void Step(CoreState core, in Operation operation)
    {
        Issue(core, 0);
        var walker = core.Registers.AsSpan(operation.Base, 4);
        var address = walker[0] + operation.Immediate;
        var column = walker[1] + operation.Columns;
        if (column >= walker[2])
        {
            column -= walker[2];
            address += walker[3];
        }

        SetRegister(core, operation.Base, address);
        walker[1] = column;
        core.Pc++;
        core.Time += 5;
    }

    /// <summary>Counters only rise: a wait that holds now holds at its time, too.</summary>
    private bool Wait(CoreState core, in Operation operation)
    {
        var wanted = core.Registers[operation.Base] + operation.Immediate;
        if (core.Counters[operation.Counter] < wanted)
        {
            core.AwaitedCounter = operation.Counter;
            core.AwaitedValue = wanted;
            return Sleep(core, CoreStatus.AwaitsCounter);
        }

        Issue(core, (uint)wanted);
        core.Pc++;
        core.Time += 2;
        return true;
    }

    /// <summary>End, or an instruction that cannot be executed: halts when all units are idle.</summary>
    private void Halt(CoreState core)
    {
        if (core.Transfer != TransferStatus.Idle)
        {
            AwaitTransfer(core);
            return;
        }

        if (core.Streams)
        {
            AwaitGpeu(core);
            return;
        }

        core.Time = Math.Max(core.Time, Math.Max(core.MvmEnd, core.GpeuEnd) + 1);
        if (!core.Faulted)
        {
            Issue(core, 0);
        }

        core.Account(core.Time);
        core.Status = CoreStatus.Halted;
        _lastHalt = Math.Max(_lastHalt, core.Time);
        if (++_halted == _cores.Length)
        {
            _kernel.LastCycle = _lastHalt + 1;
        }
    }

    /// <summary>From here on the core only waits for its units, then halts.</summary>
    private void Fault(CoreState core, FaultKind kind, long value)
    {
        _faults.Add(NewFault(core, core.Pc, kind, core.Time, value));
        core.Faulted = true;
    }

    /// <summary>Waits at the core's time for what an event of that time or later brings.</summary>
    private bool Sleep(CoreState core, CoreStatus until)
    {
        if (core.Time > Now)
        {
            return ResumeAtTime(core);
        }

        core.Account(Now - 1);
        core.Status = until;
        return false;
    }

    /// <summary>What a core slept for has come in this cycle: it goes on in the next one.</summary>
    private void Wake(CoreState core)
    {
        core.Account(Now);
        core.Time = Now + 1;
        Execute(core);
    }

    private static bool AwaitTransfer(CoreState core)
    {
        core.Status = CoreStatus.AwaitsTransfer;
        return false;
    }

    /// <summary>
    /// Waits for the event loop to reach the core's time: with a transfer or a stream under way, whose grant or end may lie before it, the account of
    /// the core's cycles has to be kept in order; and a wait must see all counter changes.
    /// </summary>
    private bool ResumeAtTime(CoreState core)
    {
        _kernel.Push(core.Time, EventKind.Resume, core.Index);
        return false;
    }
}
