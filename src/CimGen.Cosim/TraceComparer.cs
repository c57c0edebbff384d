using CimGen.Machines.Images;
using CimGen.Machines.Trace;
using CimGen.Simulation;

namespace CimGen.Cosim;

/// <summary>
/// Holds the golden trace against the RTL trace, record by record, while both are made. Keeps the first difference; what follows it
/// is read and dropped.
/// </summary>
/// <param name="describe">Layer and output position of a core's instruction, given how many vectors the core has finished; for messages.</param>
/// <param name="goldenStatistics">Counts what the golden model did.</param>
/// <param name="rtlStatistics">Counts what the RTL did.</param>
/// <param name="runName">What a run is called in messages.</param>
public sealed class TraceComparer(
    TraceReader rtl, MachineImage image, Func<int, int, int, string> describe, TraceStatistics? goldenStatistics = null, TraceStatistics? rtlStatistics = null,
    string runName = "image") : ITraceSink
{
    private readonly int[] _pc = new int[image.Cores.Length];
    private readonly int[] _finished = new int[image.Cores.Length];
    private readonly int[] _layer = new int[image.Cores.Length];

    /// <summary>The first difference; null when there is none.</summary>
    public Divergence? Divergence { get; private set; }

    /// <summary>Number of records found equal.</summary>
    public long Equal { get; private set; }

    /// <summary>The run that is being compared.</summary>
    public int Run { get; private set; }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        if (Divergence is not null)
        {
            return;
        }

        foreach (var golden in records)
        {
            if (golden.Kind == TraceKind.Run)
            {
                Run = (int)golden.First;
            }

            var has = rtl.TryRead(out var record);
            if (!has || record != golden)
            {
                Report(has ? record : null, golden);
                return;
            }

            Equal++;
            Follow(golden);
            rtlStatistics?.Add(record);
        }

        goldenStatistics?.Write(records);
    }

    /// <summary>Demands that the RTL trace has ended too.</summary>
    public void Finish()
    {
        if (Divergence is null && rtl.TryRead(out var extra))
        {
            Report(extra, null);
        }
    }

    private void Follow(TraceRecord record)
    {
        if (record.Kind == TraceKind.Run)
        {
            Array.Clear(_finished);
            Array.Fill(_layer, -1);
        }
        else if (record.Kind == TraceKind.Issue)
        {
            var core = record.Core;
            var note = image.Cores[core].Notes[(int)record.First];
            _pc[core] = (int)record.First;
            if (note.Layer != _layer[core])
            {
                (_layer[core], _finished[core]) = (note.Layer, 0);
            }

            if (note.EndsVector)
            {
                _finished[core]++;
            }
        }
    }

    private void Report(TraceRecord? rtlSide, TraceRecord? goldenSide)
    {
        // Where both have an event, the earlier one is what the other side lacks.
        var first = rtlSide is { } r && (goldenSide is not { } g || (r.Cycle, r.Header).CompareTo((g.Cycle, g.Header)) < 0) ? rtlSide.Value : goldenSide!.Value;
        var core = first.Core < _pc.Length && first.Kind != TraceKind.End ? first.Core : 0;
        var pc = first.Kind is TraceKind.Issue or TraceKind.Complete ? Math.Min((int)first.First, image.Cores[core].Program.Length - 1) : _pc[core];
        var text = $"pc {pc} '{image.Reader.Text(image.Cores[core].Program[pc])}' ({describe(core, image.Cores[core].Notes[pc].Layer, _finished[core])})";
        Divergence = new Divergence(Run, first.Cycle, core, text, Describe(rtlSide), Describe(goldenSide)) { RunName = runName };
    }

    private string Describe(TraceRecord? side)
    {
        if (side is not { } r)
        {
            return "has no further event";
        }

        var what = r.Kind switch
        {
            TraceKind.Issue => $"issues pc {r.First} with operand 0x{r.Second:x}",
            TraceKind.Complete => $"completes pc {r.First} in the {image.Reader.UnitName(r.Index)} with check word 0x{r.Second:x8}",
            TraceKind.Grant => $"grants {r.Second} {r.Index switch { 0 => "read", 1 => "write", _ => "shared read" }} beats at 0x{r.First:x}",
            TraceKind.Counter => $"raises counter {r.Index} to {r.First}",
            TraceKind.End => $"ends after {r.First} cycles",
            _ => $"begins run {r.First}",
        };
        return $"core {r.Core} {what} at cycle {r.Cycle}";
    }
}
