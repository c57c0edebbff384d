using System.Collections.Immutable;
using CimGen.Fabric.Model;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;

namespace CimGen.Golden;

/// <summary>
/// The event loop: counters, start and end of a run. Within a cycle the arbiters come first (they see requests raised in
/// earlier cycles), then cores, then completions, then counters (whose changes cores see in the next cycle).
/// </summary>
internal sealed partial class Simulator
{
    private const int Read = 0;
    private const int Write = 1;

    private readonly Architecture _architecture;
    private readonly ImmutableArray<ImmutableArray<ulong>> _programs;
    private readonly CoreState[] _cores;
    private readonly RequestTree[] _requests;
    private readonly EventQueue _events = new();
    private readonly StallGenerator _stalls;
    private readonly BufferMap _buffers;
    private readonly GpeuModel _gpeu;
    private readonly short[] _pairs;
    private readonly List<MachineFault> _faults = [];
    private readonly bool _blocking;
    private readonly bool _idealTransport;
    private readonly SyncTransport _transport;
    private readonly CallTree? _tree;
    private readonly int _mvmLatency;
    private readonly int _memoryLatency;
    private readonly int _busStages;
    private readonly int _gpeuLatency;
    private readonly int _width;

    private TraceBuffer? _trace;
    private IStoreObserver? _stores;
    private long _now;
    private int _halted;
    private long _lastHalt;
    private long _counterChanges;

    public Simulator(
        Architecture architecture,
        ImmutableArray<ImmutableArray<ulong>> programs,
        ImmutableArray<ImmutableArray<sbyte>> weights,
        ImmutableArray<LinkEdge> links,
        ImmutableArray<MulticastGroup> groups,
        uint stallSeed,
        bool idealTransport)
    {
        _architecture = architecture;
        _programs = programs;
        _blocking = architecture.Units == UnitMode.Blocking;
        _transport = architecture.Sync.Transport;
        _tree = _transport == SyncTransport.Tree && !idealTransport ? new CallTree(architecture.Cores, _events, TakenFrom) : null;
        _mvmLatency = architecture.Compute.Latency(architecture.Bus);
        _memoryLatency = architecture.Memory.LatencyCycles;
        _busStages = FabricTiming.BusStages(architecture);
        _gpeuLatency = architecture.Gpeu.LatencyCycles;
        _width = architecture.Bus.WidthBytes;
        _idealTransport = idealTransport;
        _stalls = new StallGenerator(stallSeed);
        _buffers = new BufferMap(architecture);
        _gpeu = new GpeuModel(_buffers);
        _pairs = new short[(_buffers.Rows + 1) & ~1];
        Memory = new MemoryModel(architecture.Memory.SizeBytes, _width, _busStages);
        var stages = idealTransport ? 0 : _busStages;
        _requests =
        [
            new RequestTree(architecture.Cores, stages, _events, EventKind.ReadRequest),
            new RequestTree(architecture.Cores, stages, _events, EventKind.WriteRequest),
        ];
        var decoder = new ProgramDecoder(architecture, _buffers);
        _cores = new CoreState[architecture.Cores];
        for (var i = 0; i < _cores.Length; i++)
        {
            var crossbar = new CrossbarWeights(weights[i], _buffers.Rows, _buffers.Columns);
            _cores[i] = new CoreState(i, decoder.Decode(programs[i]), crossbar, _buffers, architecture.Sync.Counters, InstructionSet.Registers);
        }

        foreach (var (from, to) in links)
        {
            _cores[from].Outgoing = _cores[to].Incoming = new Link(_cores[from], _cores[to], architecture.LinkWords, MicrocodeMachine.GpeuLanes(architecture), _gpeuLatency);
        }

        foreach (var group in groups)
        {
            var shared = new LoadGroup([.. group.Cores.Select(core => _cores[core])], FabricTiming.LoadGroupLevels(architecture, group.Cores.Length));
            Array.ForEach(shared.Members, core => _ = group.ForInputs ? core.InputGroup = shared : core.ParameterGroup = shared);
        }
    }

    public MemoryModel Memory { get; }

    public RunSummary Run(int number, ITraceSink? sink, long cycleLimit, IStoreObserver? stores)
    {
        _stores = stores;
        Start(number, sink);
        var withinLimit = Loop(cycleLimit);
        Memory.Flush();
        var ended = withinLimit && _halted == _cores.Length;
        var cycles = ended ? _lastHalt + 1 : LastCycle() + 1;
        if (ended)
        {
            FindWordsLeft();
            _trace?.Add(cycles, TraceKind.End, 0, 0, (uint)cycles, (uint)(cycles >> 32));
        }

        _trace?.Deliver(withinLimit ? cycles + 1 : cycleLimit + 1);
        var outcome = ended ? RunOutcome.Ended : withinLimit ? RunOutcome.Deadlock : RunOutcome.CycleLimit;
        return new RunSummary(
            outcome,
            cycles,
            [.. _cores.Select(core => core.Cycles(cycles))],
            [.. _cores.Select(core => core.Executed[..^1].ToImmutableArray())],
            [.. _cores.Select(core => core.Beats[..^1].ToImmutableArray())],
            TraceRecords(),
            [.. _faults.OrderBy(fault => fault.Cycle).ThenBy(fault => fault.Core)],
            [.. _cores.Where(core => core.Status != CoreStatus.Halted).Select(Describe)]);
    }

    private void Start(int number, ITraceSink? sink)
    {
        _trace = sink is null ? null : new TraceBuffer(sink);
        _events.Clear();
        _tree?.Reset();
        _stalls.Reset();
        Memory.Reset();
        _faults.Clear();
        _halted = 0;
        _lastHalt = 0;
        _counterChanges = 0;
        _now = 0;
        foreach (var tree in _requests)
        {
            tree.Reset();
        }

        foreach (var core in _cores)
        {
            core.Incoming?.Reset();
            core.InputGroup?.Waiting = 0;
            core.ParameterGroup?.Waiting = 0;
        }

        _trace?.Add(0, TraceKind.Run, 0, 0, (uint)number, 0);
        foreach (var core in _cores)
        {
            core.Start();
            Execute(core);
        }
    }

    /// <summary>Handles events until there are none or the run has ended; false when the next one lies beyond the limit.</summary>
    private bool Loop(long cycleLimit)
    {
        var (read, write) = (_requests[Read].Channel, _requests[Write].Channel);
        while (true)
        {
            var next = Math.Min(_events.NextTime, Math.Min(read.Next, write.Next));
            if (next == long.MaxValue || (_halted == _cores.Length && next > _lastHalt + 1))
            {
                return _lastHalt < cycleLimit;
            }

            if (next > cycleLimit)
            {
                return false;
            }

            _now = next;
            _trace?.Advance(next);
            if (read.Next == next)
            {
                Arbitrate(Read, _stalls.Enabled && _stalls.StallsRead(next));
            }

            if (write.Next == next)
            {
                Arbitrate(Write, _stalls.Enabled && _stalls.StallsWrite(next));
            }

            while (_events.NextTime == next)
            {
                Handle(_events.Pop());
            }
        }
    }

    private void Handle(ulong item)
    {
        var number = EventQueue.Core(item);
        switch (EventQueue.Kind(item))
        {
            case EventKind.Resume:
                Execute(_cores[number]);
                break;
            case EventKind.Request:
                Raise(_cores[number]);
                break;
            case EventKind.GroupRequest:
                RaiseNow(_cores[number]);
                break;
            case EventKind.TransferDone:
                CompleteTransfer(_cores[number]);
                break;
            case EventKind.Tree:
                PopEqual(item);
                _tree!.Move(number, _now);
                break;
            case EventKind.ReadRequest:
                PopEqual(item);
                _requests[Read].Move(number, _now);
                break;
            case EventKind.WriteRequest:
                PopEqual(item);
                _requests[Write].Move(number, _now);
                break;
            default:
                Count(_cores[number], EventQueue.Counter(item), 1 + PopEqual(item));
                break;
        }
    }

    /// <summary>Takes the further copies of an event off the queue and counts them.</summary>
    private int PopEqual(ulong item)
    {
        var copies = 0;
        while (_events.Count > 0 && _events.First == item)
        {
            _events.Pop();
            copies++;
        }

        return copies;
    }

    /// <summary>The call tree takes the CALL of a core: the next one may issue in the next cycle.</summary>
    private void TakenFrom(int core)
    {
        if (_cores[core].Status == CoreStatus.AwaitsTree)
        {
            Wake(_cores[core]);
        }
    }

    /// <summary>A counter rises at the end of this cycle, by one for each call that reaches it in this cycle.</summary>
    private void Count(CoreState core, int counter, long calls)
    {
        var value = core.Counters[counter] + calls;
        if (value > int.MaxValue)
        {
            _faults.Add(NewFault(core, core.Pc, FaultKind.CounterOverflow, _now, counter));
        }

        core.Counters[counter] = (int)value;
        _counterChanges++;
        _trace?.Add(_now, TraceKind.Counter, counter, core.Index, (uint)value, 0);
        if (core.Status == CoreStatus.AwaitsCounter && core.AwaitedCounter == counter && value >= core.AwaitedValue)
        {
            Wake(core);
        }
    }
}
