using CimGen.Machines.Images;
using CimGen.Machines.Programs;
using CimGen.Machines.Trace;
using CimGen.Simulation;

namespace CimGen.Cosim;

/// <summary>Counts what a trace shows: per layer the time and the bytes of each kind, per core the multiplications.</summary>
public sealed class TraceStatistics : ITraceSink
{
    private readonly ProgramStep[][] _programs;
    private readonly MachineImage _image;
    private readonly int[] _transferPc;

    public TraceStatistics(MachineImage image, int layers)
    {
        _image = image;
        _programs = [.. image.Cores.Select(c => c.Program.Select(image.Reader.Step).ToArray())];
        _transferPc = new int[image.Cores.Length];
        FirstCycle = Enumerable.Repeat(uint.MaxValue, layers).ToArray();
        LastCycle = new uint[layers];
        Bytes = new long[layers, Enum.GetValues<TrafficKind>().Length];
        Values = new long[layers, Enum.GetValues<TrafficKind>().Length];
        Mvms = new long[layers, image.Cores.Length];
    }

    /// <summary>
    /// Per layer, in the last run: cycle of the first load of an input. What cores do before it, they may do long before the layer begins.
    /// </summary>
    public uint[] FirstCycle { get; }

    /// <summary>Per layer, in the last run: last cycle of a transfer or operation.</summary>
    public uint[] LastCycle { get; }

    /// <summary>Bytes moved, [layer, <see cref="TrafficKind"/>], over all runs.</summary>
    public long[,] Bytes { get; }

    /// <summary>Values moved: a partial sum or bias is one value of four bytes; a CALL counts as one.</summary>
    public long[,] Values { get; }

    /// <summary>Multiplications, [layer, core], over all runs.</summary>
    public long[,] Mvms { get; }

    public int Runs { get; private set; }

    /// <summary>Cycles that a layer took in the last run.</summary>
    public long Cycles(int layer) => (long)LastCycle[layer] - FirstCycle[layer] + 1;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        foreach (var record in records)
        {
            Add(record);
        }
    }

    public void Add(TraceRecord record)
    {
        switch (record.Kind)
        {
            case TraceKind.Run:
                Runs++;
                Array.Fill(FirstCycle, uint.MaxValue);
                Array.Clear(LastCycle);
                break;
            case TraceKind.Issue:
                AddIssue(record);
                break;
            case TraceKind.Complete when _image.Cores[record.Core].Notes[(int)record.First].Layer is var layer and >= 0:
                LastCycle[layer] = Math.Max(LastCycle[layer], record.Cycle);
                break;
            case TraceKind.Grant when record.Index != TraceRecord.JoinedRead:
                AddTransfer(record.Core, _transferPc[record.Core]);
                break;
        }
    }

    private void AddIssue(TraceRecord record)
    {
        var pc = (int)record.First;
        var step = _programs[record.Core][pc];
        var (layer, traffic, _, _) = _image.Cores[record.Core].Notes[pc];
        if (traffic == TrafficKind.IfmLoad)
        {
            FirstCycle[layer] = Math.Min(FirstCycle[layer], record.Cycle);
        }

        if (layer >= 0 && step.Kind != StepKind.Wait)
        {
            LastCycle[layer] = Math.Max(LastCycle[layer], record.Cycle);
        }

        if (step.Kind == StepKind.Compute)
        {
            Mvms[layer, record.Core]++;
        }
        else if (step.Transfers)
        {
            _transferPc[record.Core] = pc;
        }
    }

    private void AddTransfer(int core, int pc)
    {
        var note = _image.Cores[core].Notes[pc];
        var step = _programs[core][pc];
        var bytes = step.Kind == StepKind.Call ? TrafficKind.Call.BytesPerValue() : step.Bytes;
        Bytes[note.Layer, (int)note.Traffic] += bytes;
        Values[note.Layer, (int)note.Traffic] += bytes / note.Traffic.BytesPerValue();
    }
}
