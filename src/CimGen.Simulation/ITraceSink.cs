using CimGen.Machines.Trace;

namespace CimGen.Simulation;

/// <summary>Takes the trace of a run while the run is going on.</summary>
public interface ITraceSink
{
    /// <summary>The next records, in order of cycle and then of word 1; the span is valid during the call only.</summary>
    void Write(ReadOnlySpan<TraceRecord> records);
}
