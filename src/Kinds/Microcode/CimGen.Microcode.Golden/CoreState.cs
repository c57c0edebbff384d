using CimGen.Fabric.Golden;
using CimGen.Simulation;

namespace CimGen.Microcode.Golden;

/// <summary>All that one core holds, and where its cycles went.</summary>
internal sealed class CoreState(int index, Operation[] program, IComputeUnit unit, BufferMap buffers, int counters, int registers)
{
    public readonly int Index = index;
    public readonly Operation[] Program = program;
    public readonly IComputeUnit Unit = unit;
    public readonly int[] Registers = new int[registers];
    public readonly int[] Counters = new int[counters];
    public readonly byte[] Local = new byte[buffers.TotalBytes];

    /// <summary>How often each instruction was issued.</summary>
    public readonly long[] Executed = new long[program.Length];

    /// <summary>How many bus words each instruction came to.</summary>
    public readonly long[] Beats = new long[program.Length];

    // Controller. Time: the first execute cycle of the instruction at Pc.
    public int Pc;
    public long Time;
    public CoreStatus Status;
    public bool Faulted;
    public int AwaitedCounter;
    public int AwaitedValue;

    // Load/store unit.
    public TransferStatus Transfer;
    public int TransferPc;
    public int TransferAddress;
    public int TransferBeats;
    public long TransferGrant;

    // Compute unit and its queue of results.
    public readonly int[][] Results = NewResults(buffers.Banks, unit.ResultLength);
    public readonly long[] ReadableAt = new long[buffers.Banks];
    public long MvmEnd;
    public int Mvms;
    public int Reads;

    // GPEU.
    public long GpeuEnd;
    public int GpeuBuffers;
    public bool GpeuReadsOut;

    // Links. GpeuEnd is long.MaxValue while it depends on a neighbour.
    public Link? Incoming;
    public Link? Outgoing;
    public StreamState Stream;

    // The groups whose MLOADs the core shares.
    public LoadGroup? InputGroup;
    public LoadGroup? ParameterGroup;

    private readonly int _banks = buffers.Banks;
    private long _accounted;
    private long _mvm;
    private long _gpeu;
    private long _loadStore;
    private long _busWait;
    private long _syncWait;
    private long _control;

    /// <summary>The last cycle that <see cref="Account"/> has seen.</summary>
    public long LastAccounted => _accounted;

    /// <summary>Results that no vector instruction has taken, computed or under way.</summary>
    public int Unread => Mvms - Reads;

    /// <summary>Bank of in that a load fills and the next mvm reads.</summary>
    public int FillBank => Mvms % _banks;

    public int ReadSlot => Reads % _banks;

    /// <summary>Its vector instruction ends nobody knows when: a neighbour has to send or receive first.</summary>
    public bool Streams => GpeuEnd == long.MaxValue;

    /// <summary>The group of an MLOAD; null when the core is in none.</summary>
    public LoadGroup? Group(in Operation operation) => operation.IntoInput ? InputGroup : ParameterGroup;

    /// <summary>What the host's start command does.</summary>
    public void Start()
    {
        Array.Clear(Counters);
        Array.Clear(Executed);
        Array.Clear(Beats);
        Pc = 0;
        Time = 1;
        Status = CoreStatus.Running;
        Faulted = false;
        Transfer = TransferStatus.Idle;
        MvmEnd = GpeuEnd = -1;
        Mvms = Reads = 0;
        GpeuBuffers = 0;
        GpeuReadsOut = false;
        _accounted = -1;
        _mvm = _gpeu = _loadStore = _busWait = _syncWait = _control = 0;
    }

    /// <summary>
    /// Accounts the cycles up to and including <paramref name="cycle"/>, in which nothing of the state below changed. Called before
    /// each change; calls of one core come in the order of time.
    /// </summary>
    public void Account(long cycle)
    {
        var from = _accounted;
        if (cycle <= from)
        {
            return;
        }

        _accounted = cycle;
        if (MvmEnd > from)
        {
            var end = Math.Min(MvmEnd, cycle);
            _mvm += end - from;
            from = end;
        }

        if (GpeuEnd > from)
        {
            var end = Math.Min(GpeuEnd, cycle);
            _gpeu += end - from;
            from = end;
        }

        if (Transfer == TransferStatus.Granted)
        {
            _loadStore += cycle - from;
        }
        else if (Transfer == TransferStatus.Requested)
        {
            _busWait += cycle - from;
        }
        else if (Status is CoreStatus.AwaitsCounter or CoreStatus.AwaitsTree)
        {
            _syncWait += cycle - from;
        }
        else
        {
            _control += cycle - from;
        }
    }

    /// <summary>The account of a run of the given length.</summary>
    public CoreCycles Cycles(long run)
    {
        if (Status != CoreStatus.Halted)
        {
            Account(run - 1);
        }

        return new CoreCycles(_mvm, _gpeu, _loadStore, _busWait, _syncWait, _control, run - 1 - _accounted);
    }

    private static int[][] NewResults(int banks, int length)
    {
        var results = new int[banks][];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = new int[length];
        }

        return results;
    }
}

/// <summary>What the simulator has to do for a core to go on.</summary>
internal enum CoreStatus
{
    /// <summary>Nothing: it is being executed, or an event will resume it.</summary>
    Running,

    /// <summary>The completion of its transfer resumes it.</summary>
    AwaitsTransfer,

    /// <summary>A counter resumes it.</summary>
    AwaitsCounter,

    /// <summary>The end of its vector instruction, which waits for a neighbour, resumes it.</summary>
    AwaitsGpeu,

    /// <summary>It has a CALL to make, and the call tree resumes it when it has taken the one before.</summary>
    AwaitsTree,

    Halted,
}

/// <summary>Where the load/store unit is.</summary>
internal enum TransferStatus
{
    Idle,
    Requested,
    Granted,
}
