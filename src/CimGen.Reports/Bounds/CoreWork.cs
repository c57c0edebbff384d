using CimGen.Isa;

namespace CimGen.Reports.Bounds;

/// <summary>The work of one core within a scope, in cycles that its units are busy, and what it asks of the shared parts, in beats.</summary>
internal sealed class CoreWork(bool blocking)
{
    /// <summary>Cycles of an instruction that its unit need not complete: decoding and issue.</summary>
    private const int DecodeAndIssue = 2;

    private long _program;

    public long Mvm { get; private set; }

    public long Gpeu { get; private set; }

    public long LoadStore { get; private set; }

    public long LoadBeats { get; private set; }

    public long StoreBeats { get; private set; }

    public long CallBeats { get; private set; }

    /// <summary>From the first instruction's decode to the last one's completion, waits left out; overlapped units hide their latencies behind the controller.</summary>
    public long Program { get; private set; }

    public void Add(in TimedInstruction i, int beats)
    {
        if (i.Opcode != Opcode.Wait)
        {
            Program = _program + DecodeAndIssue + (blocking ? i.Latency + beats : 0);
        }

        _program += i.Control + (blocking ? i.Latency + beats : 0);
        switch (i.Unit)
        {
            case Unit.Crossbar:
                Mvm += i.Latency;
                break;
            case Unit.Gpeu:
                Gpeu += i.Latency;
                break;
            case Unit.LoadStore:
                LoadStore += i.Latency + beats;
                LoadBeats += i.Opcode == Opcode.Load ? beats : 0;
                StoreBeats += i.Opcode == Opcode.Store ? beats : 0;
                CallBeats += i.Opcode == Opcode.Call ? beats : 0;
                break;
        }
    }
}
