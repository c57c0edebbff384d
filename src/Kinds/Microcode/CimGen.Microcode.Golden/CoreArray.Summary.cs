using CimGen.Machines;
using CimGen.Microcode.Model;
using CimGen.Simulation;

namespace CimGen.Microcode.Golden;

/// <summary>What is told of a run: its records, its end, cores that are stuck, faults.</summary>
internal sealed partial class CoreArray
{
    /// <summary>The begin and the end of a run, counter changes, and for each instruction its issue, its grant and its completion.</summary>
    private long TraceRecords()
    {
        var records = 2 + _counterChanges;
        foreach (var core in _cores)
        {
            for (var pc = 0; pc < core.Program.Length; pc++)
            {
                records += core.Executed[pc] * RecordsOf(core.Program[pc].Opcode);
            }
        }

        return records;
    }

    private int RecordsOf(Opcode opcode) => opcode switch
    {
        Opcode.Call when _transport != SyncTransport.Bus => 1,
        Opcode.Load or Opcode.MLoad or Opcode.Store or Opcode.Call => 3,
        Opcode.Add or Opcode.Step or Opcode.Loop or Opcode.Wait or Opcode.End or Opcode.Illegal => 1,
        _ => 2,
    };

    /// <summary>The last cycle that anything is known about, for a run that did not end.</summary>
    private long LastCycle()
    {
        var last = Now;
        foreach (var core in _cores)
        {
            last = Math.Max(last, Math.Max(core.LastAccounted, core.Streams ? core.MvmEnd : Math.Max(core.MvmEnd, core.GpeuEnd)));
        }

        return last;
    }

    private StuckCore Describe(CoreState core)
    {
        var counter = core.Status == CoreStatus.AwaitsCounter;
        var pc = (_blocking, core.Status) switch
        {
            (true, CoreStatus.AwaitsTransfer) => core.TransferPc,
            (true, CoreStatus.AwaitsGpeu) => core.Stream.Pc,
            _ => core.Pc,
        };
        return new StuckCore(
            core.Index,
            pc,
            Text(core, pc),
            core.Status switch
            {
                CoreStatus.AwaitsCounter => StuckReason.Counter,
                CoreStatus.AwaitsTransfer => StuckReason.LoadStore,
                CoreStatus.AwaitsGpeu => StuckReason.Link,
                _ => StuckReason.Running,
            },
            counter ? core.AwaitedCounter : -1,
            counter ? core.Counters[core.AwaitedCounter] : 0,
            counter ? core.AwaitedValue : 0);
    }

    private MachineFault NewFault(CoreState core, int pc, FaultKind kind, long cycle, long value) =>
        new(kind, cycle, core.Index, pc, Text(core, pc), value);

    private string Text(CoreState core, int pc)
    {
        var program = _image.Cores[core.Index].Program;
        return (uint)pc < (uint)program.Length ? Disassembler.Format(program[pc]) : "illegal";
    }
}
