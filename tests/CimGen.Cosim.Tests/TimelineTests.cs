using System.Collections.Immutable;
using System.Text.Json;
using CimGen.Machines.Images;
using CimGen.Machines.Trace;
using CimGen.Microcode.Build;
using CimGen.Microcode.Model;

namespace CimGen.Cosim.Tests;

public class TimelineTests
{
    /// <summary>Core 1 has two layers; a long wait parts the second one, a short one does not.</summary>
    private static readonly TraceRecord[] Trace =
    [
        new(0, TraceKind.Run, 0, 0, 0, 0),
        Issue(10, 0), Issue(12, 1), new(20, TraceKind.Complete, 1, 1, 1, 0),
        Issue(21, 2), Issue(24, 3), Issue(25 + Timeline.ShortestWait, 2), Issue(60, 3),
        new(70, TraceKind.End, 0, 0, 0, 0),
    ];

    [Fact]
    public void SlicesAreWorkBetweenWaits()
    {
        var slices = Events(Trace).Where(e => e.GetProperty("ph").GetString() == "X").ToList();

        Assert.Equal(
            [("first", 0, 10L, 20L), ("second", 1, 24, 24), ("second", 1, 60, 60)],
            slices.Select(s => (s.GetProperty("name").GetString()!, s.GetProperty("pid").GetInt32(), s.GetProperty("args").GetProperty("first_cycle").GetInt64(), s.GetProperty("args").GetProperty("last_cycle").GetInt64())));
        Assert.All(slices, s => Assert.Equal(1, s.GetProperty("tid").GetInt32()));
        Assert.Equal([0.1, 0.24, 0.6], slices.Select(s => s.GetProperty("ts").GetDouble()));
        Assert.Equal(0.11, slices[0].GetProperty("dur").GetDouble(), 1e-9);
    }

    /// <summary>What the format asks for: names of processes and threads as metadata, each before it is used.</summary>
    [Fact]
    public void LayersAndCoresHaveNames()
    {
        var names = Events(Trace).Where(e => e.GetProperty("name").GetString()!.EndsWith("_name", StringComparison.Ordinal)).ToList();

        Assert.All(names, n => Assert.Equal("M", n.GetProperty("ph").GetString()));
        Assert.Equal(["0 first", "1 second", "core 1", "core 1"], names.Select(n => n.GetProperty("args").GetProperty("name").GetString()).Order(StringComparer.Ordinal));
    }

    /// <summary>A second run comes behind the first one.</summary>
    [Fact]
    public void RunsFollowEachOther()
    {
        var starts = Events([.. Trace, .. Trace]).Where(e => e.GetProperty("ph").GetString() == "X").Select(e => e.GetProperty("ts").GetDouble()).ToList();

        Assert.Equal(6, starts.Count);
        Assert.Equal(starts.Order(), starts);
        Assert.Equal(0.81, starts[3], 1e-9);
    }

    private static TraceRecord Issue(long cycle, int pc) => new(cycle, TraceKind.Issue, 0, 1, (uint)pc, 0);

    private static List<JsonElement> Events(TraceRecord[] records)
    {
        Instruction[] program = [Instruction.Load(BufferId.In, 0, 8, 0, 0), Instruction.Mvm(), Instruction.Wait(0, 0, 1), Instruction.Mvm(), Instruction.End()];
        var core = new CoreImage([.. program.Select(InstructionCodec.Encode)], [.. new[] { 0, 0, 1, 1, -1 }.Select(l => new InstructionNote(l))], ImmutableArray<sbyte>.Empty);
        var image = new MachineImage([core, core], [], [], []) { Reader = new MicrocodeReader() };
        using var stream = new MemoryStream();
        using (var timeline = new Timeline(stream, image, ["first", "second"], megahertz: 100))
        {
            timeline.Write(records);
        }

        using var document = JsonDocument.Parse(stream.ToArray());
        return [.. document.RootElement.GetProperty("traceEvents").EnumerateArray().Select(e => e.Clone())];
    }
}
