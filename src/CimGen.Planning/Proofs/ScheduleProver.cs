using System.Numerics;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Effects;
using CimGen.Machines.Images;

namespace CimGen.Planning.Proofs;

/// <summary>
/// Shows for the programs themselves that they neither deadlocks nor races, whatever the timing of bus, crossbars and cores.
/// </summary>
/// <remarks>
/// Deadlock: CALLs never block and counters only grow, so a core that may go on once may go on in every execution that has made at least
/// the same CALLs (the system is monotone, as a marked graph is). One greedy execution that completes shows that all complete.
/// The same holds for links, which are bounded queues, and for the loads of a multicast group, which meet.
/// Races: happens-before is program order plus the CALL/WAIT pairs that are certain for any timing (<see cref="CallTable"/>). A core's own
/// accesses are ordered: one load/store unit, in-order issue, and a CALL issues after all its core's transfers have completed. Words on a
/// link come after the loads of the MVM that they are made from, as that MVM waits for its inputs and the load/store unit keeps order.
/// </remarks>
public static class ScheduleProver
{
    /// <param name="effects">Of the programs of the architecture's controller.</param>
    public static Result<ScheduleProof> Run(Architecture architecture, MachineImage image, IEffectSource effects)
    {
        var survey = new Survey(architecture, image, effects);
        return survey.Take() is { } fault ? fault : new Execution(architecture, image, effects, survey).Run();
    }

    /// <summary>First pass, core by core: totals of CALLs, the granule, everything local to a core.</summary>
    private sealed class Survey(Architecture architecture, MachineImage image, IEffectSource effects)
    {
        private BigInteger _granule = architecture.Memory.SizeBytes;

        public CallTable[] Calls { get; } = [.. Enumerable.Range(0, architecture.Cores * architecture.Sync.Counters).Select(_ => new CallTable())];

        public int Granule => (int)_granule;

        public long HighestAddress { get; private set; }

        public Diagnostic? Take()
        {
            foreach (var segment in image.Memory)
            {
                Touch(segment.Address, segment.Bytes.Length);
            }

            foreach (var map in new[] { image.Input, image.Output })
            {
                Touch(map.Address, map.Width * map.PixelPitch);
                Touch(map.RowPitch, map.Channels);
            }

            for (var core = 0; core < image.Cores.Length; core++)
            {
                var walk = effects.Walk(architecture, core, image.Cores[core], followsResults: false);
                for (var e = walk.Next(); e.Kind != EffectKind.End; e = walk.Next())
                {
                    if (e.Kind is EffectKind.Load or EffectKind.Meet or EffectKind.Store)
                    {
                        Touch(e.Address, e.Bytes);
                        HighestAddress = Math.Max(HighestAddress, e.Address + e.Bytes - 1);
                    }
                    else if (e.Counter >= architecture.Sync.Counters || e.Core < 0 || e.Core >= architecture.Cores)
                    {
                        return ProofDiagnostics.BadInstruction(walk.Where(e.Step), $"there is no counter {e.Counter} of core {e.Core}");
                    }
                    else if (e.Kind == EffectKind.Call)
                    {
                        Calls[(e.Core * architecture.Sync.Counters) + e.Counter].Announce(core);
                    }
                }

                if (walk.Fault is { } fault)
                {
                    return ProofDiagnostics.BadInstruction($"core {core}", fault);
                }
            }

            return Calls.Max(c => c.Total) > Sync.CounterMax
                ? ProofDiagnostics.BadInstruction("counters", $"one would reach {Calls.Max(c => c.Total)}, more than its {Sync.CounterWidth} bits hold")
                : null;
        }

        private void Touch(long address, long bytes) =>
            _granule = BigInteger.GreatestCommonDivisor(_granule, BigInteger.GreatestCommonDivisor(address, bytes));
    }

    /// <summary>Second pass: a greedy execution with vector clocks.</summary>
    private sealed class Execution(Architecture architecture, MachineImage image, IEffectSource effects, Survey survey)
    {
        private readonly IEffectWalk[] _walks = [.. image.Cores.Select((c, i) => effects.Walk(architecture, i, c, followsResults: !image.Links.IsEmpty))];
        private readonly int[][] _clocks = [.. Enumerable.Range(0, image.Cores.Length).Select(i => Start(i, image.Cores.Length))];
        private readonly ShadowMemory _memory = new(architecture.Memory.SizeBytes, survey.Granule);
        private readonly Effect?[] _waiting = new Effect?[image.Cores.Length];
        private readonly Queue<int> _ready = new(Enumerable.Range(0, image.Cores.Length));
        private readonly LinkTable?[] _inLinks = new LinkTable?[image.Cores.Length];
        private readonly LinkTable?[] _outLinks = new LinkTable?[image.Cores.Length];
        private readonly MulticastGroup?[] _inputGroups = new MulticastGroup?[image.Cores.Length];
        private readonly MulticastGroup?[] _parameterGroups = new MulticastGroup?[image.Cores.Length];
        private readonly Results[] _results = [.. image.Cores.Select(_ => new Results())];
        private long _accesses;
        private long _calls;
        private long _waits;

        public Result<ScheduleProof> Run()
        {
            foreach (var segment in image.Memory)
            {
                _memory.Initialize(segment.Address, segment.Bytes.Length);
            }

            for (var y = 0; y < image.Input.Height; y++)
            {
                _memory.Initialize(image.Input.AddressOf(0, y, 0), image.Input.Width * image.Input.PixelPitch);
            }

            foreach (var edge in image.Links)
            {
                _inLinks[edge.To] = _outLinks[edge.From] = new LinkTable(edge.From, edge.To, architecture.LinkWords);
            }

            foreach (var group in image.MulticastGroups)
            {
                foreach (var core in group.Cores)
                {
                    (group.ForInputs ? _inputGroups : _parameterGroups)[core] = group;
                }
            }

            while (_ready.TryDequeue(out var core))
            {
                if (Advance(core) is { } fault)
                {
                    return fault;
                }
            }

            return (Stuck() ?? Untaken() ?? Unstored()) is { } problem
                ? problem
                : Result.Success(new ScheduleProof(_accesses, _calls, _waits, survey.Granule, survey.Calls.Max(c => c.Total), survey.HighestAddress));
        }

        private static int[] Start(int core, int cores)
        {
            var clock = new int[cores];
            clock[core] = 1;
            return clock;
        }

        private CallTable Table(int core, int counter) => survey.Calls[(core * architecture.Sync.Counters) + counter];

        /// <summary>Runs a core until it waits or ends.</summary>
        private Diagnostic? Advance(int core)
        {
            var clock = _clocks[core];
            while (true)
            {
                var e = _waiting[core] ?? _walks[core].Next();
                _waiting[core] = null;
                switch (e.Kind)
                {
                    case EffectKind.End:
                        return null;
                    case EffectKind.Wait when Table(core, e.Counter).Count < e.Value:
                        _waiting[core] = e;
                        return null;
                    case EffectKind.Wait:
                        _waits++;
                        Table(core, e.Counter).Join(e.Value, clock);
                        break;
                    case EffectKind.Meet:
                        if (Meet(core, e, out var mismatch))
                        {
                            break;
                        }

                        return mismatch;
                    case EffectKind.Compute:
                        _results[core].Begin();
                        break;
                    case EffectKind.Exchange:
                        if ((e.Received > 0 && _inLinks[core] is null) || (e.Sent > 0 && _outLinks[core] is null))
                        {
                            return ProofDiagnostics.BadInstruction(Where(core, e.Step), "the core has no such link");
                        }

                        if (!Stream(core, e, clock))
                        {
                            return null;
                        }

                        break;
                    case EffectKind.Call:
                        _calls++;
                        Table(e.Core, e.Counter).Call(core, clock);
                        clock[core]++;
                        if (_waiting[e.Core] is { Kind: EffectKind.Wait } blocked && blocked.Counter == e.Counter && Table(e.Core, e.Counter).Count == blocked.Value)
                        {
                            _ready.Enqueue(e.Core);
                        }

                        break;
                    default:
                        _accesses++;
                        if (Check(core, e, clock) is { } problem)
                        {
                            return problem;
                        }

                        break;
                }
            }
        }

        /// <summary>An MLOAD: waits for the group, or completes it. False when the core may not go on, or with what is wrong.</summary>
        private bool Meet(int core, Effect e, out Diagnostic? problem)
        {
            problem = null;
            _waiting[core] = e;
            if (Group(core, e) is not { } group)
            {
                problem = ProofDiagnostics.BadInstruction(Where(core, e.Step), "the core is in no multicast group");
                return false;
            }

            if (Missing(group, e).Any())
            {
                return false;
            }

            foreach (var member in group.Cores)
            {
                var theirs = _waiting[member]!.Value;
                _waiting[member] = null;
                _accesses++;
                problem ??= (theirs.Address, theirs.Bytes) == (e.Address, e.Bytes)
                    ? Check(member, theirs, _clocks[member])
                    : ProofDiagnostics.BadInstruction(Where(member, theirs.Step), $"it loads other bytes than {Where(core, e.Step)}, which is in its multicast group");
                if (member != core)
                {
                    _ready.Enqueue(member);
                }
            }

            return problem is null;
        }

        private MulticastGroup? Group(int core, Effect e) => (e.IntoInput ? _inputGroups : _parameterGroups)[core];

        /// <summary>The cores of a group that have not come to the MLOAD.</summary>
        private IEnumerable<int> Missing(MulticastGroup group, Effect e) =>
            group.Cores.Where(c => _waiting[c] is not { Kind: EffectKind.Meet } other || other.IntoInput != e.IntoInput);

        /// <summary>A vector instruction, which may use links; false when it has to wait for one.</summary>
        private bool Stream(int core, Effect e, int[] clock)
        {
            if ((e.Received > 0 && _inLinks[core]!.Words < e.Received) || (e.Sent > 0 && _outLinks[core]!.Room < e.Sent))
            {
                _waiting[core] = e;
                return false;
            }

            if (e.TakesResult)
            {
                _results[core].Take();
            }

            if (e.Received > 0)
            {
                _inLinks[core]!.Receive(e.Received, clock);
                Wake(_inLinks[core]!.From);
            }

            if (e.Sent > 0)
            {
                _outLinks[core]!.Send(e.Sent, clock, _results[core].Epoch);
                Wake(_outLinks[core]!.To);
            }

            return true;

            void Wake(int other)
            {
                if (_waiting[other] is { Kind: EffectKind.Exchange })
                {
                    _ready.Enqueue(other);
                }
            }
        }

        private Diagnostic? Check(int core, Effect e, int[] clock)
        {
            var access = new Access(core, clock[core], e.Step);
            var fine = e.Kind is EffectKind.Load or EffectKind.Meet
                ? _memory.Load(e.Address, e.Bytes, access, clock, out var where, out var other)
                : _memory.Store(e.Address, e.Bytes, access, clock, out where, out other);
            if (fine && e.IntoInput)
            {
                _results[core].Loaded(clock[core]++);
            }

            return fine ? null
                : other is { } rival ? ProofDiagnostics.Race(Where(core, e.Step), Where(rival.Core, rival.Pc), where)
                : ProofDiagnostics.Unwritten($"{Where(core, e.Step)} loads", where);
        }

        private Diagnostic? Stuck()
        {
            var cores = Enumerable.Range(0, _waiting.Length).Where(c => _waiting[c] is not null).ToList();
            return cores.Count == 0 ? null : ProofDiagnostics.Deadlock(cores.Take(8).Select(c => $"{Where(c, _waiting[c]!.Value.Step)} {Wanted(c, _waiting[c]!.Value)}"));
        }

        private string Wanted(int core, Effect e) => e.Kind switch
        {
            EffectKind.Wait => $"wants {e.Value} in counter {e.Counter} and gets {Table(core, e.Counter).Count}",
            EffectKind.Meet => $"waits for the cores {string.Join(' ', Missing(Group(core, e)!, e))} of its multicast group",
            _ when e.Received > 0 && _inLinks[core]!.Words < e.Received => $"waits for core {_inLinks[core]!.From} to send",
            _ => $"waits for core {_outLinks[core]!.To} to receive",
        };

        /// <summary>Words that stay on a link would meet a program that ends: something is missing.</summary>
        private Diagnostic? Untaken() => _inLinks.FirstOrDefault(l => l is { Words: > 0 }) is { } link
            ? ProofDiagnostics.BadInstruction($"core {link.To}", $"it never takes {link.Words} words that core {link.From} sends")
            : null;

        private Diagnostic? Unstored()
        {
            var output = image.Output;
            for (var y = 0; y < output.Height; y++)
            {
                for (var x = 0; x < output.Width; x++)
                {
                    for (var c = 0; c < output.Channels; c++)
                    {
                        var address = output.AddressOf(c, y, x);
                        if (!_memory.StoredByCore(address))
                        {
                            return ProofDiagnostics.Unwritten("the host reads the output", address);
                        }
                    }
                }
            }

            return null;
        }

        private string Where(int core, int pc) => $"{_walks[core].Where(pc)} of layer {image.Cores[core].Notes[Math.Min(pc, image.Cores[core].Notes.Length - 1)].Layer}";
    }

    /// <summary>Which of its core's transfers the results of the crossbar depend on.</summary>
    private sealed class Results
    {
        private readonly Queue<int> _underWay = new();
        private int _loaded;

        /// <summary>The core's epoch that was over when the MVM began whose result was taken last.</summary>
        public int Epoch { get; private set; }

        public void Loaded(int epoch) => _loaded = epoch;

        public void Begin() => _underWay.Enqueue(_loaded);

        public void Take() => Epoch = _underWay.Dequeue();
    }
}
