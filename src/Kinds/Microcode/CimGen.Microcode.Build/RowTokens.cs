using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Placement;

namespace CimGen.Microcode.Build;

/// <summary>
/// What a core waits for before each of its rows, and whom it tells of them. Counts are kept in registers that walkers leave free when they go row by
/// row, so that rows which need as many further rows of their inputs have the same program.
/// </summary>
internal sealed class RowTokens
{
    private const int ChainRegister = 9;

    private static readonly ImmutableArray<int> CountRegisters = [5, 6, 7];

    private readonly ProgramBuilder _program;
    private readonly Architecture _architecture;
    private readonly RowFlow _flow;
    private readonly Calls _calls;
    private readonly ImmutableArray<(ImmutableArray<PlaceRun> Runs, int Counter)> _readers;
    private readonly int _link;
    private readonly List<Group> _counted = [];
    private readonly List<Group> _awaitedOnce = [];
    private readonly ImmutableArray<int> _kinds;
    private readonly List<ImmutableArray<int>> _steps = [];

    /// <param name="replica">Which one the core belongs to.</param>
    /// <param name="rows">Of the output.</param>
    public RowTokens(ProgramBuilder program, Schedule schedule, LayerSchedule layer, Place place, int replica, int rows, Architecture architecture)
    {
        (_program, _architecture, _flow) = (program, architecture, layer.Rows!);
        _calls = new Calls(program, architecture, countRegister: 10, targetRegister: 11);
        _readers = [.. schedule.RowReaders(layer).Select(r => (PlaceRun.Of(r.Places), r.Counter))];
        _link = _flow.LinkOf(place);
        int[] own = [.. Enumerable.Range(0, rows).Where(r => r % _flow.Replicas == replica)];
        foreach (var group in _flow.Inputs.Select(i => new Group([i.Counter], [.. own.Select(r => i.Needed[r])])).Where(g => g.Needed[^1] > 0).GroupBy(g => string.Join(' ', g.Needed)))
        {
            var needed = group.First().Needed;
            var list = needed[0] == needed[^1] || _counted.Count == CountRegisters.Length ? _awaitedOnce : _counted;
            list.Add(new Group([.. group.SelectMany(g => g.Counters)], needed));
        }

        _kinds = [.. own.Select((_, k) => Kind([.. _counted.Select(g => g.Needed[k] - (k == 0 ? 0 : g.Needed[k - 1]))]))];
    }

    /// <summary>What comes before the rows.</summary>
    public void Start()
    {
        foreach (var (counters, needed) in _awaitedOnce)
        {
            foreach (var counter in counters)
            {
                _program.Emit(Instruction.Wait(counter, 0, needed[^1]), comment: "rows of the input");
            }
        }

        for (var i = 0; i < _counted.Count; i++)
        {
            _program.Set(CountRegisters[i], 0, "rows of the input");
        }

        if (_link >= 0 && _flow.Awaits(_link))
        {
            _program.Set(ChainRegister, _link == 0 ? -1 : 0, "rows of the chain");
        }
    }

    /// <summary>Which of the waits comes before a row; equal ones have the same program.</summary>
    /// <param name="row">Counted over the rows of this core.</param>
    public int KindOf(int row) => _kinds[row];

    /// <summary>Waits before a row.</summary>
    public void Await(int kind)
    {
        for (var i = 0; i < _counted.Count; i++)
        {
            if (_steps[kind][i] is > 0 and var more)
            {
                _program.Emit(Instruction.Add(CountRegisters[i], CountRegisters[i], more));
                foreach (var counter in _counted[i].Counters)
                {
                    _program.Emit(Instruction.Wait(counter, CountRegisters[i], 0), comment: "rows of the input are there");
                }
            }
        }
    }

    /// <summary>Tells of a row that this core has finished its part of.</summary>
    public void Pass()
    {
        if (_link < 0)
        {
            return;
        }

        if (_flow.Awaits(_link))
        {
            _program.Emit(Instruction.Add(ChainRegister, ChainRegister, 1));
            _program.Emit(Instruction.Wait(_flow.ChainCounter, ChainRegister, 0), comment: "all before in the chain are done");
        }

        foreach (var (runs, counter) in _flow.IsLast(_link) ? _readers : [])
        {
            _calls.Emit(runs, counter, "row is complete");
        }

        if (_flow.Next(_link) is { } next)
        {
            _program.Emit(Instruction.Call(_flow.ChainCounter, 0, _architecture.CoreAt(next)), TrafficKind.Call, "next of the chain");
        }
    }

    /// <summary>All rows in order, with what comes before and behind each; equal ones are a loop.</summary>
    /// <param name="register">Free, for the loop.</param>
    public void EachRow(int register, Action row)
    {
        for (var k = 0; k < _kinds.Length;)
        {
            var kind = _kinds[k];
            var end = k + 1;
            while (end < _kinds.Length && _kinds[end] == kind)
            {
                end++;
            }

            _program.Repeat(
                register,
                end - k,
                () =>
                {
                    Await(kind);
                    row();
                    Pass();
                },
                "rows");
            k = end;
        }
    }

    private int Kind(ImmutableArray<int> steps)
    {
        var known = _steps.FindIndex(s => s.SequenceEqual(steps));
        if (known < 0)
        {
            known = _steps.Count;
            _steps.Add(steps);
        }

        return known;
    }

    /// <summary>Counters that are awaited together.</summary>
    /// <param name="Needed">For each row of the core.</param>
    private sealed record Group(ImmutableArray<int> Counters, ImmutableArray<int> Needed);
}
