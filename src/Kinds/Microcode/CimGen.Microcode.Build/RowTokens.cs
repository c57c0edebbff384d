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
    private readonly bool _relays;

    /// <param name="own">The core's rows.</param>
    /// <param name="height">Rows of the output.</param>
    /// <param name="registers">Free ones, besides those that walkers leave.</param>
    public RowTokens(ProgramBuilder program, Schedule schedule, LayerSchedule layer, Place place, OwnRows own, int height, Architecture architecture, ImmutableArray<int> registers)
    {
        (_program, _architecture, _flow, _batch) = (program, architecture, layer.Rows!, schedule.Batch);
        _calls = new Calls(program, architecture, countRegister: 10, targetRegister: 11);
        _readers = [.. schedule.RowReaders(layer).Select(r => (PlaceRun.Of(r.Places), r.Counter))];
        _link = _flow.LinkOf(place);
        _relays = own.Count < (height + own.Step - 1) / own.Step;
        ImmutableArray<int> free = [.. WalkerRegisters, .. registers];
        _counts = Count.Of(_flow.Inputs.Where(i => i.Places.Contains(place)), own, free);
        program.LacksRegisters |= _counts.Length > free.Length;
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

    /// <summary>Rows with the same have the same waits.</summary>
    /// <param name="row">Counted over the rows of this core.</param>
    public IEnumerable<int> Signature(int row) => _counts.SelectMany(c => c.Awaited(row).SelectMany(a => new[] { a.Counter, a.Beyond }).Prepend(c.Step(row)).Append(-1));

    /// <summary>Waits before a row.</summary>
    /// <param name="row">Counted over the rows of this core.</param>
    public void Await(int row)
    {
        foreach (var count in _counts)
        {
            if (count.Step(row) is not 0 and var more)
            {
                _program.Emit(Instruction.Add(count.Register, count.Register, more));
            }

            foreach (var (counter, beyond) in count.Awaited(row))
            {
                _program.Emit(Instruction.Wait(counter, count.Register, beyond), comment: "rows of others are done");
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

    /// <summary>Counters that count as many rows in an image, and the register that follows them: what the first of them is awaited for.</summary>
    /// <param name="Tokens">Rows of an image.</param>
    /// <param name="Needed">Of an image, for each counter and each row of the core.</param>
    private sealed record Count(int Register, int Tokens, ImmutableArray<(int Counter, ImmutableArray<int> Needed)> Needed)
    {
        /// <summary>What the register holds before the first row.</summary>
        public int Start => Needed[0].Needed[^1] - Tokens;

        /// <summary>What a row needs more than the one before; the first one, more than the last of the image before.</summary>
        public int Step(int row) => Step(Needed[0].Needed, row);

        /// <summary>The counters of which a row needs more, and by how much more than the register says.</summary>
        public IEnumerable<(int Counter, int Beyond)> Awaited(int row) =>
            Needed.Where(n => Step(n.Needed, row) != 0).Select(n => (n.Counter, n.Needed[row] - Needed[0].Needed[row]));

        public static ImmutableArray<Count> Of(IEnumerable<RowInput> inputs, OwnRows own, ImmutableArray<int> registers) =>
        [
            .. inputs.Select(i => (i.Channel.Tokens, i.Counter, Needed: Enumerable.Range(0, own.Count).Select(k => i.Needed[own.First + (k * own.Step)]).ToImmutableArray()))
                .GroupBy(i => i.Tokens)
                .Select((g, i) => new Count(registers[Math.Min(i, registers.Length - 1)], g.Key, [.. g.Select(n => (n.Counter, n.Needed))])),
        ];

        private int Step(ImmutableArray<int> needed, int row) => row > 0 ? needed[row] - needed[row - 1] : needed[0] + Tokens - needed[^1];
    }
}
