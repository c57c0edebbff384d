using CimGen.Architectures;
using CimGen.Isa;
using CimGen.Isa.Images;

namespace CimGen.Reports.Bounds;

/// <summary>
/// All cores on a bus that grants every request at once. Without waiting for the bus nothing comes later than in the real machine: times
/// are maxima of sums, and counters only grow. The end is therefore a bound, and it holds the filling and draining of the pipeline.
/// </summary>
/// <param name="layer">The layer in scope: other layers' instructions take no time and wait for nobody; null for the whole run.</param>
/// <param name="credit">CALLs from outside of the scope, by core and counter: they have come before it begins.</param>
internal sealed class PipelineWalk(Architecture architecture, MachineImage image, TimedInstruction[][] programs, int? layer, int[] credit)
{
    private readonly int _counters = architecture.Sync.Counters;
    private readonly Dictionary<int, List<long>> _calls = [];
    private readonly Dictionary<int, Core> _cores = [];

    /// <summary>Cores that may go on, by the time of what they do next: CALLs are taken in the order of their times.</summary>
    private readonly PriorityQueue<Core, long> _ready = new();
    private long _end;

    /// <summary>Cycles from the beginning of the scope to its end.</summary>
    public long Run()
    {
        for (var i = 0; i < image.Cores.Length; i++)
        {
            if (layer is null || image.Cores[i].Notes.Any(n => n.Layer == layer))
            {
                var core = new Core(new ControlFlow(image.Cores[i].Program), programs[i], i, architecture, started: layer is null);
                _cores.Add(i, core);
                core.Going = core.Flow.Next();
                _ready.Enqueue(core, 0);
            }
        }

        while (_ready.TryDequeue(out var core, out var now))
        {
            Advance(core, now);
        }

        return _end + 1;
    }

    private void Advance(Core core, long now)
    {
        while (core.Going)
        {
            ref readonly var i = ref core.Program[core.Flow.Pc];
            core.Started |= i.Note.Layer == layer && i.Note.Traffic == TrafficKind.IfmLoad;
            var inScope = layer is null || (core.Started && i.Note.Layer == layer);
            if (inScope && i.Opcode == Opcode.Wait && !Holds(core))
            {
                return;
            }

            if (inScope && i.Opcode == Opcode.Call)
            {
                var time = core.NextIssue(i);
                if (time > now)
                {
                    _ready.Enqueue(core, time);
                    return;
                }

                core.Issue(i);
                Deliver((core.Flow.Operand * _counters) + core.Flow.Current.Counter, time + TimedInstruction.CallDelay(architecture));
            }
            else if (inScope)
            {
                core.Issue(i);
            }

            core.Going = core.Flow.Next();
        }

        _end = Math.Max(_end, layer is null ? core.Halt() : core.LastCompletion);
    }

    /// <summary>Whether the CALLs that a wait is for are known; the core's time is then behind them. Otherwise the last one resumes it.</summary>
    private bool Holds(Core core)
    {
        var counter = (core.Index * _counters) + core.Flow.Current.Counter;
        var wanted = core.Flow.Operand - credit[counter];
        if (wanted > 0)
        {
            var calls = CallsOf(counter);
            if (calls.Count < wanted)
            {
                (core.Awaited, core.Wanted) = (counter, wanted);
                return false;
            }

            core.Time = Math.Max(core.Time, calls[wanted - 1]);
        }

        return true;
    }

    private void Deliver(int counter, long time)
    {
        var calls = CallsOf(counter);
        calls.Add(time);
        if (_cores.TryGetValue(counter / _counters, out var core) && core.Awaited == counter && calls.Count == core.Wanted)
        {
            core.Awaited = -1;
            _ready.Enqueue(core, time);
        }
    }

    private List<long> CallsOf(int counter)
    {
        if (!_calls.TryGetValue(counter, out var calls))
        {
            _calls[counter] = calls = [];
        }

        return calls;
    }

    /// <summary>One core: when its controller and its units are free.</summary>
    private sealed class Core(ControlFlow flow, TimedInstruction[] program, int index, Architecture architecture, bool started)
    {
        private readonly bool _blocking = architecture.Units == UnitMode.Blocking;
        private readonly int _width = architecture.Bus.WidthBytes;
        private readonly int _banks = MachineTiming.Banks(architecture);
        private readonly Queue<long> _results = new();
        private long _transferFree;
        private long _crossbarFree;
        private long _gpeuFree;
        private int _transferBuffers;
        private int _gpeuBuffers;
        private bool _gpeuReadsOut;

        public ControlFlow Flow => flow;

        public TimedInstruction[] Program => program;

        public int Index => index;

        /// <summary>The current instruction is not END.</summary>
        public bool Going { get; set; }

        /// <summary>The scope has begun.</summary>
        public bool Started { get; set; } = started;

        /// <summary>First execute cycle of the current instruction.</summary>
        public long Time { get; set; } = started ? 1 : 0;

        /// <summary>Core and counter that it waits for; -1 for none.</summary>
        public int Awaited { get; set; } = -1;

        public int Wanted { get; set; }

        /// <summary>Last cycle of an instruction in scope; a wait does not count, it may stand there for the next layer.</summary>
        public long LastCompletion { get; private set; }

        /// <summary>When the instruction can issue.</summary>
        public long NextIssue(in TimedInstruction i) => i switch
        {
            { Unit: Unit.LoadStore } => Latest(Time, _transferFree, (_gpeuBuffers & i.Buffers) != 0 ? _gpeuFree : 0),
            { Opcode: Opcode.Call } => Math.Max(Time, _transferFree),
            { Unit: Unit.Crossbar } => Latest(
                Latest(Time, _crossbarFree, (_transferBuffers & (1 << (int)BufferId.In)) != 0 ? _transferFree : 0),
                _gpeuReadsOut && _results.Count + 1 >= _banks ? _gpeuFree : 0),
            { Unit: Unit.Gpeu } => Latest(
                Latest(Time, _gpeuFree, (_transferBuffers & i.Buffers) != 0 ? _transferFree : 0),
                i.ReadsOut ? _results.Peek() : 0),
            _ => Time,
        };

        public void Issue(in TimedInstruction i)
        {
            var time = NextIssue(i);
            var done = time + i.Latency + i.Beats(Flow.Operand, Flow.Current.Length, _width);
            switch (i.Unit)
            {
                case Unit.LoadStore:
                    (_transferFree, _transferBuffers) = (done + 1, i.Buffers);
                    break;
                case Unit.Crossbar:
                    _crossbarFree = done + 1;
                    _results.Enqueue(done + 1);
                    break;
                case Unit.Gpeu:
                    (_gpeuFree, _gpeuBuffers, _gpeuReadsOut) = (done + 1, i.Buffers, i.ReadsOut);
                    if (i.ReadsOut)
                    {
                        _results.Dequeue();
                    }

                    break;
                default:
                    LastCompletion = i.Opcode == Opcode.Wait ? LastCompletion : Math.Max(LastCompletion, time);
                    Time = time + i.Control;
                    return;
            }

            LastCompletion = Math.Max(LastCompletion, done);
            Time = (_blocking ? done : time) + i.Control;
        }

        /// <summary>The cycle in which END issues.</summary>
        public long Halt() => Latest(Latest(Time, _transferFree, _crossbarFree), _gpeuFree);

        private static long Latest(long a, long b, long c = 0) => Math.Max(a, Math.Max(b, c));
    }
}
