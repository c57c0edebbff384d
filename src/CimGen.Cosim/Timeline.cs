using System.Text.Json;
using CimGen.Machines.Images;
using CimGen.Machines.Programs;
using CimGen.Machines.Trace;
using CimGen.Simulation;

namespace CimGen.Cosim;

/// <summary>
/// A trace in the Chrome trace event format, which Perfetto and chrome://tracing open: a process for each layer, a thread for each of its cores, a slice for each stretch in
/// which the core works without waiting for a counter. Nothing is kept but what cores are doing now.
/// </summary>
public sealed class Timeline : ITraceSink, IDisposable
{
    /// <summary>Cycles between two activities of a core, with a wait for a counter between them, from which on it counts as waiting.</summary>
    public const int ShortestWait = 16;

    private const int FlushBytes = 1 << 16;

    private readonly MachineImage _image;
    private readonly ProgramStep[][] _programs;
    private readonly double _megahertz;
    private readonly Utf8JsonWriter _json;
    private readonly Work[] _work;
    private readonly HashSet<(int Layer, int Core)> _named = [];
    private readonly IReadOnlyList<string> _layers;
    private long _start;

    /// <param name="layers">Names of the layers that instructions refer to.</param>
    /// <param name="megahertz">Of the clock: times are microseconds.</param>
    public Timeline(Stream stream, MachineImage image, IReadOnlyList<string> layers, double megahertz)
    {
        (_image, _layers, _megahertz) = (image, layers, megahertz);
        _programs = [.. image.Cores.Select(c => c.Program.Select(image.Reader.Step).ToArray())];
        _work = [.. image.Cores.Select(_ => new Work())];
        _json = new Utf8JsonWriter(stream);
        _json.WriteStartObject();
        _json.WriteString("displayTimeUnit", "ns");
        _json.WriteStartArray("traceEvents");
        for (var layer = 0; layer < layers.Count; layer++)
        {
            Name("process_name", layer, 0, $"{layer} {layers[layer]}");
            WriteEvent("process_sort_index", "M", layer, 0, () => _json.WriteNumber("sort_index", layer));
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        foreach (var record in records)
        {
            switch (record.Kind)
            {
                case TraceKind.Issue:
                    Issue(record);
                    break;
                case TraceKind.Complete when _work[record.Core] is { Layer: >= 0 } work:
                    work.Last = record.Cycle;
                    break;
                case TraceKind.End:
                    CloseAll();
                    _start += record.Cycle + 1;
                    break;
            }
        }
    }

    /// <summary>Ends the text; the stream stays open.</summary>
    public void Dispose()
    {
        CloseAll();
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Dispose();
    }

    private void Issue(in TraceRecord record)
    {
        var (core, pc, work) = (record.Core, (int)record.First, _work[record.Core]);
        if (_programs[core][pc].Kind == StepKind.Wait)
        {
            if (record.Cycle - work.Last >= ShortestWait)
            {
                Close(core);
            }

            return;
        }

        var layer = _image.Cores[core].Notes[pc].Layer;
        if (layer != work.Layer)
        {
            Close(core);
            (work.Layer, work.First) = (layer, record.Cycle);
        }

        work.Last = record.Cycle;
    }

    private void CloseAll()
    {
        for (var core = 0; core < _work.Length; core++)
        {
            Close(core);
        }
    }

    /// <summary>The slice of what a core has done until its last activity.</summary>
    private void Close(int core)
    {
        var work = _work[core];
        if (work.Layer >= 0)
        {
            if (_named.Add((work.Layer, core)))
            {
                Name("thread_name", work.Layer, core, $"core {core}");
            }

            WriteEvent(_layers[work.Layer], "X", work.Layer, core, () =>
            {
                _json.WriteNumber("first_cycle", work.First);
                _json.WriteNumber("last_cycle", work.Last);
            }, (_start + work.First, work.Last - work.First + 1));
        }

        work.Layer = -1;
    }

    private void Name(string what, int layer, int core, string name) => WriteEvent(what, "M", layer, core, () => _json.WriteString("name", name));

    /// <param name="arguments">Writes the properties of args.</param>
    /// <param name="time">First cycle and their number; none for what says something about all of the time.</param>
    private void WriteEvent(string name, string phase, int layer, int core, Action arguments, (long First, long Cycles)? time = null)
    {
        _json.WriteStartObject();
        _json.WriteString("name", name);
        _json.WriteString("ph", phase);
        _json.WriteNumber("pid", layer);
        _json.WriteNumber("tid", core);
        if (time is { } t)
        {
            _json.WriteNumber("ts", t.First / _megahertz);
            _json.WriteNumber("dur", t.Cycles / _megahertz);
        }

        _json.WriteStartObject("args");
        arguments();
        _json.WriteEndObject();
        _json.WriteEndObject();
        if (_json.BytesPending > FlushBytes)
        {
            _json.Flush();
        }
    }

    /// <summary>What a core is doing: of which layer, since when, and when it was last seen; layer -1 for nothing.</summary>
    private sealed class Work
    {
        public int Layer = -1;
        public uint First;
        public uint Last;
    }
}
