using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Placement;

namespace CimGen.Microcode.Build;

/// <summary>
/// What a core waits for before each of its rows, and whom it tells of them. Counts are kept in registers that walkers leave free when they go row by
/// row, so that rows which need as many further rows of others have the same program, in all images of a run.
/// </summary>
internal sealed class RowTokens
{
    private const int ChainRegister = 9;
    private const int ImageRegister = 15;

    private static readonly ImmutableArray<int> WalkerRegisters = [5, 6, 7];

    private readonly ProgramBuilder _program;
    private readonly Architecture _architecture;
    private readonly RowFlow _flow;
    private readonly Calls _calls;
    private readonly ImmutableArray<(ImmutableArray<PlaceRun> Runs, int Counter)> _readers;
    private readonly int _link;
    private readonly int _batch;
    private readonly ImmutableArray<Count> _counts;
    private readonly ImmutableArray<int> _kinds;
    private readonly List<ImmutableArray<int>> _steps = [];
    private readonly bool _relays;

    /// <param name="replica">Which one the core belongs to.</param>
    /// <param name="rows">Of the output.</param>
    /// <param name="registers">Free ones, besides those that walkers leave.</param>
    public RowTokens(ProgramBuilder program, Schedule schedule, LayerSchedule layer, Place place, int replica, int rows, Architecture architecture, ImmutableArray<int> registers)
    {
        (_program, _architecture, _flow, _batch) = (program, architecture, layer.Rows!, schedule.Batch);
        _calls = new Calls(program, architecture, countRegister: 10, targetRegister: 11);
        _readers = [.. schedule.RowReaders(layer).Select(r => (PlaceRun.Of(r.Places), r.Counter))];
        _link = _flow.LinkOf(place);
        int[] own = [.. Enumerable.Range(0, rows).Where(r => r % _flow.Replicas == replica)];
        _counts = Count.Of(_flow.Inputs.Where(i => i.Places.Contains(place)), own, [.. WalkerRegisters, .. registers]);
        _kinds = [.. own.Select((_, k) => Kind([.. _counts.Select(c => c.Step(k))]))];
        _relays = own.Length < (rows + _flow.Replicas - 1) / _flow.Replicas;
        program.LacksRegisters |= _counts.Length > WalkerRegisters.Length + registers.Length;
    }

    /// <summary>What comes before the first row of the first image.</summary>
    public void Start()
    {
        foreach (var count in _counts)
        {
            _program.Set(count.Register, count.Start, "rows of others");
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
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_steps[kind][i] is not 0 and var more)
            {
                _program.Emit(Instruction.Add(_counts[i].Register, _counts[i].Register, more));
                foreach (var counter in _counts[i].Counters)
                {
                    _program.Emit(Instruction.Wait(counter, _counts[i].Register, 0), comment: "rows of others are done");
                }
            }
        }
    }

    /// <summary>Tells of a row that this core has finished its part of.</summary>
    public void Pass() => Pass(tells: true);

    /// <summary>All images of the run, with what the core does for each.</summary>
    public void EachImage(Action image) => _program.Repeat(
        ImageRegister,
        _batch,
        () =>
        {
            image();
            if (_relays && _link >= 0)
            {
                Pass(tells: false);
            }
        },
        "images");

    /// <summary>All rows in order, with what comes before and behind each; equal ones are a loop.</summary>
    /// <param name="register">Free, for the loop.</param>
    public void EachRow(int register, Action row)
    {
        foreach (var (first, period, count) in Repetition.Of(_kinds.Length, (a, b) => _kinds[a] == _kinds[b]))
        {
            _program.Repeat(
                register,
                count,
                () =>
                {
                    for (var i = 0; i < period; i++)
                    {
                        Await(_kinds[first + i]);
                        row();
                        Pass();
                    }
                },
                "rows");
        }
    }

    /// <param name="tells">False for a row that there is not: the chain goes round once for as many rows as there are replicas, also at the end of an image.</param>
    private void Pass(bool tells)
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

        foreach (var (runs, counter) in tells && _flow.IsLast(_link) ? _readers : [])
        {
            _calls.Emit(runs, counter, "row is complete");
        }

        if (_flow.Next(_link) is { } next)
        {
            _program.Emit(Instruction.Call(_flow.ChainCounter, 0, _architecture.CoreAt(next)), TrafficKind.Call, "next of the chain");
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

    /// <summary>Counters that are awaited together, and the register that follows them.</summary>
    /// <param name="Tokens">That each of them counts in an image.</param>
    /// <param name="Needed">Of an image, for each row of the core.</param>
    private sealed record Count(int Register, ImmutableArray<int> Counters, int Tokens, int Lag, ImmutableArray<int> Needed)
    {
        /// <summary>What the register holds before the first row.</summary>
        public int Start => Needed[^1] - ((1 + Lag) * Tokens);

        /// <summary>What a row needs more than the one before; the first one, more than the last of the image before.</summary>
        public int Step(int row) => row > 0 ? Needed[row] - Needed[row - 1] : Needed[0] + Tokens - Needed[^1];

        /// <summary>
        /// One for each of what differs. Where there are too few registers, those that count as many rows become one, which waits for the most: what is waited for
        /// comes about without this layer.
        /// </summary>
        public static ImmutableArray<Count> Of(IEnumerable<RowInput> inputs, int[] own, ImmutableArray<int> registers)
        {
            var all = inputs.Select(i => new Count(0, [i.Counter], i.Channel.Tokens, i.Lag, [.. own.Select(r => i.Needed[r])])).Where(c => c.Needed[^1] > 0).ToList();
            var counts = Joined(all, c => string.Join(' ', c.Needed.Prepend(c.Lag).Prepend(c.Tokens)));
            if (counts.Count > registers.Length)
            {
                counts = Joined(counts, c => $"{c.Tokens} {c.Lag}");
            }

            return [.. counts.Select((c, i) => c with { Register = registers[Math.Min(i, registers.Length - 1)] })];
        }

        private static List<Count> Joined(List<Count> counts, Func<Count, string> key) => [.. counts.GroupBy(key).Select(g => g.First() with
        {
            Counters = [.. g.SelectMany(c => c.Counters)],
            Needed = [.. g.First().Needed.Select((_, k) => g.Max(c => c.Needed[k]))],
        })];
    }
}
