using System.Collections.Immutable;
using CimGen.Fabric.Golden;
using CimGen.Fabric.Model;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using CimGen.Simulation;

namespace CimGen.Microcode.Golden;

/// <summary>
/// All cores with microcode of a machine: counters, start and end of a run. Cores see requests granted that were raised in earlier cycles, and
/// changes of counters in the next cycle: the order of <see cref="EventKind"/>.
/// </summary>
internal sealed partial class CoreArray : IComponent, IBusMasters
{
    private const int Read = 0;
    private const int Write = 1;

    private readonly MachineImage _image;
    private readonly Kernel _kernel = new();
    private readonly CoreState[] _cores;
    private readonly LoadGroup[] _groups;
    private readonly RequestTree[] _requests;
    private readonly StallGenerator _stalls;
    private readonly BufferMap _buffers;
    private readonly GpeuModel _gpeu;
    private readonly List<MachineFault> _faults = [];
    private readonly bool _blocking;
    private readonly bool _idealTransport;
    private readonly SyncTransport _transport;
    private readonly CallTree? _tree;
    private readonly int _memoryLatency;
    private readonly int _busStages;
    private readonly int _gpeuLatency;
    private readonly int _width;

    private TraceBuffer? _trace;
    private IStoreObserver? _stores;
    private int _halted;
    private long _lastHalt;
    private long _counterChanges;

    public CoreArray(Architecture architecture, MachineImage image, ComputeUnitFactory unit, uint stallSeed, bool idealTransport)
    {
        _image = image;
        _blocking = architecture.Units == UnitMode.Blocking;
        _transport = architecture.Sync.Transport;
        _memoryLatency = architecture.Memory.LatencyCycles;
        _busStages = FabricTiming.BusStages(architecture);
        _gpeuLatency = architecture.Gpeu.LatencyCycles;
        _width = architecture.Bus.WidthBytes;
        _idealTransport = idealTransport;
        _stalls = new StallGenerator(stallSeed);
        _buffers = new BufferMap(architecture);
        _gpeu = new GpeuModel(_buffers, MicrocodeMachine.GpeuLanes(architecture), architecture.Gpeu.Requantization);
        Memory = new MemoryModel(architecture.Memory.SizeBytes, _width, _busStages);
        foreach (var kind in new[] { EventKind.Resume, EventKind.Request, EventKind.GroupRequest, EventKind.TransferDone, EventKind.Count })
        {
            _kernel.Attach(kind, this);
        }

        _tree = _transport == SyncTransport.Tree && !idealTransport ? new CallTree(architecture.Cores, _kernel, TakenFrom) : null;
        var stages = idealTransport ? 0 : _busStages;
        _requests = [.. new[] { Read, Write }.Select(channel => new RequestTree(architecture.Cores, stages, _kernel, channel, this, _stalls))];
        var decoder = new ProgramDecoder(architecture, _buffers);
        _cores =
        [
            .. image.Cores.Select((core, i) => new CoreState(
                i, decoder.Decode(core.Program), unit(architecture, core), _buffers, architecture.Sync.Counters, InstructionSet.Registers)),
        ];
        foreach (var (from, to) in image.Links)
        {
            _cores[from].Outgoing = _cores[to].Incoming = new Link(from, to, architecture.LinkWords, MicrocodeMachine.GpeuLanes(architecture), _gpeuLatency);
        }

        _groups = [.. image.MulticastGroups.Select(group => Connect(group, FabricTiming.LoadGroupLevels(architecture, group.Cores.Length)))];
    }

    public MemoryModel Memory { get; }

    private long Now => _kernel.Now;

    public RunSummary Run(int number, ITraceSink? sink, long cycleLimit, IStoreObserver? stores)
    {
        _stores = stores;
        Start(number, sink);
        var withinLimit = _kernel.Run(cycleLimit) && _lastHalt < cycleLimit;
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

    /// <inheritdoc/>
    public void Handle(in Event item)
    {
        var core = _cores[item.Place];
        switch (item.Kind)
        {
            case EventKind.Resume:
                Execute(core);
                break;
            case EventKind.Request:
                Raise(core);
                break;
            case EventKind.GroupRequest:
                RaiseNow(core);
                break;
            case EventKind.TransferDone:
                CompleteTransfer(core);
                break;
            default:
                Count(core, item.Detail, 1 + _kernel.PopEqual(item));
                break;
        }
    }

    private LoadGroup Connect(MulticastGroup group, int levels)
    {
        var shared = new LoadGroup(group.Cores, levels);
        foreach (var core in group.Cores)
        {
            _ = group.ForInputs ? _cores[core].InputGroup = shared : _cores[core].ParameterGroup = shared;
        }

        return shared;
    }

    private void Start(int number, ITraceSink? sink)
    {
        _kernel.Reset(sink);
        _trace = _kernel.Trace;
        _tree?.Reset();
        _stalls.Reset();
        Memory.Reset();
        _faults.Clear();
        _halted = 0;
        _lastHalt = 0;
        _counterChanges = 0;
        Array.ForEach(_requests, tree => tree.Reset());
        Array.ForEach(_groups, group => group.Reset());
        Array.ForEach(_cores, core => core.Incoming?.Reset());
        _trace?.Add(0, TraceKind.Run, 0, 0, (uint)number, 0);
        foreach (var core in _cores)
        {
            core.Start();
            Execute(core);
        }
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
            _faults.Add(NewFault(core, core.Pc, FaultKind.CounterOverflow, Now, counter));
        }

        core.Counters[counter] = (int)value;
        _counterChanges++;
        _trace?.Add(Now, TraceKind.Counter, counter, core.Index, (uint)value, 0);
        if (core.Status == CoreStatus.AwaitsCounter && core.AwaitedCounter == counter && value >= core.AwaitedValue)
        {
            Wake(core);
        }
    }
}
