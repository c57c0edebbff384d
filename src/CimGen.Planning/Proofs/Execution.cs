using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Effects;
using CimGen.Machines.Images;

namespace CimGen.Planning.Proofs;

/// <summary>Second pass: a greedy execution with vector clocks.</summary>
internal sealed class Execution
{
    private readonly MachineImage _image;
    private readonly Survey _survey;
    private readonly IEffectWalk[] _walks;
    private readonly Clock[] _clocks;
    private readonly Results[] _results;
    private readonly Effect?[] _waiting;
    private readonly Queue<int> _ready;
    private readonly ShadowMemories _memories;
    private readonly Links _links;
    private readonly MeetingGroups _groups;
    private readonly ProofMessages _messages;
    private long _accesses;
    private long _calls;
    private long _waits;

    public Execution(Architecture architecture, MachineImage image, IEffectSource effects, Survey survey)
    {
        var cores = image.Cores.Length;
        _image = image;
        _survey = survey;
        _walks = [.. image.Cores.Select((c, i) => effects.Walk(architecture, i, c, followsResults: !image.Links.IsEmpty))];
        _clocks = [.. Enumerable.Range(0, cores).Select(i => new Clock(i, cores))];
        _results = [.. image.Cores.Select(_ => new Results())];
        _waiting = new Effect?[cores];
        _ready = new(Enumerable.Range(0, cores));
        _memories = new(architecture.PlaceOf(cores - 1).Tile + 1, architecture.Memory.SizeBytes, survey.Granules);
        _links = new(architecture, image);
        _groups = new(image, _waiting);
        _messages = new(image, _walks, survey.Calls, _links, _groups);
    }

    public Result<ScheduleProof> Run()
    {
        _memories.Initialize(_image);
        while (_ready.TryDequeue(out var core))
        {
            if (Advance(core) is { } fault)
            {
                return fault;
            }
        }

        return (_messages.Stuck(_waiting) ?? _messages.Untaken() ?? _messages.Unstored(_memories)) is { } problem
            ? problem
            : Result.Success(new ScheduleProof(
                _accesses, _calls, _waits, _survey.Granules.Common, _survey.Calls.HighestCount, _survey.HighestAddress));
    }

    /// <summary>Runs a core until it waits or ends.</summary>
    private Diagnostic? Advance(int core)
    {
        while (true)
        {
            var e = _waiting[core] ?? _walks[core].Next();
            _waiting[core] = null;
            switch (e.Kind)
            {
                case EffectKind.End:
                    return null;
                case EffectKind.Wait when _survey.Calls[core, e.Counter].Count < e.Value:
                    _waiting[core] = e;
                    return null;
                case EffectKind.Wait:
                    _waits++;
                    _survey.Calls[core, e.Counter].Join(e.Value, _clocks[core]);
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
                case EffectKind.Exchange when !_links.Has(core, e):
                    return _messages.NoLink(core, e);
                case EffectKind.Exchange when _links.Blocked(core, e) is not null:
                    _waiting[core] = e;
                    return null;
                case EffectKind.Exchange:
                    Exchange(core, e);
                    break;
                case EffectKind.Call:
                    Call(core, e);
                    break;
                default:
                    if (Check(core, e) is { } problem)
                    {
                        return problem;
                    }

                    break;
            }
        }
    }

    private void Call(int core, in Effect e)
    {
        _calls++;
        var table = _survey.Calls[e.Core, e.Counter];
        table.Call(_clocks[core].Now);
        _clocks[core].Advance();
        if (_waiting[e.Core] is { Kind: EffectKind.Wait } blocked && blocked.Counter == e.Counter && table.Count == blocked.Value)
        {
            _ready.Enqueue(e.Core);
        }
    }

    /// <summary>A load of a multicast group: waits for the group, or completes it. False when the core may not go on, or with what is wrong.</summary>
    private bool Meet(int core, Effect e, out Diagnostic? problem)
    {
        problem = null;
        _waiting[core] = e;
        if (_groups.Of(core, e) is not { } group)
        {
            problem = _messages.NoGroup(core, e);
            return false;
        }

        if (_groups.Missing(group, e).Any())
        {
            return false;
        }

        foreach (var member in group.Cores)
        {
            var theirs = _waiting[member]!.Value;
            _waiting[member] = null;
            problem ??= (theirs.Memory, theirs.Address, theirs.Bytes) == (e.Memory, e.Address, e.Bytes)
                ? Check(member, theirs)
                : _messages.OtherBytes(member, theirs, core, e);
            if (member != core)
            {
                _ready.Enqueue(member);
            }
        }

        return problem is null;
    }

    /// <summary>Takes a result, receives words and sends words, as far as the effect does so.</summary>
    private void Exchange(int core, in Effect e)
    {
        if (e.TakesResult)
        {
            _results[core].Take();
        }

        if (e.Received > 0)
        {
            Wake(_links.Receive(core, e.Received, _clocks[core]));
        }

        if (e.Sent > 0)
        {
            Wake(_links.Send(core, e.Sent, _clocks[core].Until(_results[core].Epoch)));
        }
    }

    private void Wake(int core)
    {
        if (_waiting[core] is { Kind: EffectKind.Exchange })
        {
            _ready.Enqueue(core);
        }
    }

    private Diagnostic? Check(int core, in Effect e)
    {
        _accesses++;
        var clock = _clocks[core];
        var access = new Access(core, clock.Epoch, e.Step);
        var memory = _memories[e.Memory];
        var conflict = e.Kind == EffectKind.Store
            ? memory.Store(e.Address, e.Bytes, access, clock)
            : memory.Load(e.Address, e.Bytes, access, clock);
        if (conflict is { } found)
        {
            return _messages.Disorder(core, e, found);
        }

        if (e.IntoInput)
        {
            _results[core].Loaded(clock.Advance());
        }

        return null;
    }
}
