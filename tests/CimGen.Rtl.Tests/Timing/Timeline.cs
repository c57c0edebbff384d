using System.Globalization;
using System.Text.RegularExpressions;

namespace CimGen.Rtl.Tests.Timing;

/// <summary>The lanes of a figure, from the waves of its run; cycles are those of the run.</summary>
internal sealed partial class Timeline
{
    // States of cim_controller.
    private const ulong Halted = 0, Decode = 1;

    private readonly Waves _waves;
    private readonly TimingFigure _figure;

    /// <summary>Cycle 0 comes behind the start command.</summary>
    private readonly int _zero;

    public Timeline(TimingFigure figure, Waves waves)
    {
        _figure = figure;
        _waves = waves;
        _zero = Enumerable.Range(0, waves.Count).First(c => waves.Value("start", c) == 1) + 1;
        Assert.InRange(_figure.Cycles[1], _figure.Cycles[0], waves.Count - 1 - _zero);
        Lanes = [.. figure.Lanes.Select(l => Draw(l.Key, l.Value))];
    }

    public IReadOnlyList<Lane> Lanes { get; }

    private IEnumerable<int> Cycles => Enumerable.Range(_figure.Cycles[0], _figure.Cycles[1] - _figure.Cycles[0] + 1);

    /// <summary>The cycle of an event; <see cref="TimingSpan.From"/> says which there are.</summary>
    public int Find(string text)
    {
        if (InstructionEvent().Match(text) is { Success: true } instruction)
        {
            var (core, index) = (Number(instruction, "core"), Number(instruction, "index"));
            var found = Program(core).First(p => p.Index == index);
            return instruction.Groups["what"].Value == "issue" ? found.Issue : found.First;
        }

        var pulse = PulseEvent().Match(text);
        Assert.True(pulse.Success, $"no event: {text}");
        var lane = Lanes.FirstOrDefault(l => l.Label == pulse.Groups["lane"].Value);
        Assert.True(lane is not null, $"no lane: {text}");
        var (first, last, _, _, _) = lane.Pulses[pulse.Groups["number"].Success ? Number(pulse, "number") - 1 : 0];
        return pulse.Groups["what"].Value switch
        {
            "first" => first,
            "last" => last,
            _ => last + 1,
        };
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static string Name(string text) => CorePath().Replace(text, "u_tile.g_core[${core}].u_core.");

    private Lane Draw(string label, string source)
    {
        if (ProgramSource().Match(source) is { Success: true } program)
        {
            return new Lane(label, LaneKind.Program, Program(Number(program, "core")));
        }

        var parts = source.Split(" when ");
        var (signal, valid) = (Name(parts[0]), parts.Length > 1 ? Name(parts[1]) : null);
        var level = valid is null && _waves.Bits(signal, 0).Length == 1;
        var pulses = new List<Pulse>();
        foreach (var cycle in Cycles)
        {
            var at = cycle + _zero;
            var value = _waves.Value(signal, at);
            if (valid is null ? level && value == 0 : _waves.Value(valid, at) == 0)
            {
                continue;
            }

            var text = level ? string.Empty : value.ToString(_waves.Bits(signal, at).Length > 4 ? "x2" : "d", CultureInfo.InvariantCulture);
            if (pulses.Count > 0 && pulses[^1] is var before && before.Last == cycle - 1 && before.Text == text)
            {
                pulses[^1] = before with { Last = cycle };
            }
            else
            {
                pulses.Add(new Pulse(cycle, cycle, text));
            }
        }

        return new Lane(label, level ? LaneKind.Level : LaneKind.Number, pulses);
    }

    /// <summary>The instructions that a core decodes in the cycles that are shown.</summary>
    private List<Pulse> Program(int core)
    {
        var controller = Name($"core {core}.u_controller.");
        var pulses = new List<Pulse>();
        var running = false;
        foreach (var cycle in Cycles.Where(c => c >= 0))
        {
            var at = cycle + _zero;
            var state = _waves.Value(controller + "state_q", at);
            if (state == Decode)
            {
                var index = (int)_waves.Value(controller + "pc_q", at);
                pulses.Add(new Pulse(cycle, cycle, _figure.Programs[core][index], _figure.Cycles[1] + 1, index));
            }
            else if (running && state != Halted)
            {
                var issues = _waves.Value(controller + "go", at) == 1;
                pulses[^1] = pulses[^1] with { Last = cycle, Issue = issues ? cycle : pulses[^1].Issue };
            }

            running = state != Halted;
        }

        return pulses;
    }

    [GeneratedRegex(@"^program of core (?<core>\d+)$")]
    private static partial Regex ProgramSource();

    [GeneratedRegex(@"\bcore (?<core>\d+)\.")]
    private static partial Regex CorePath();

    [GeneratedRegex(@"^(?<what>decode|issue) (?<core>\d+)\.(?<index>\d+)$")]
    private static partial Regex InstructionEvent();

    [GeneratedRegex(@"^(?<what>first|last|after) (?<lane>.*?)( @(?<number>\d+))?$")]
    private static partial Regex PulseEvent();
}
