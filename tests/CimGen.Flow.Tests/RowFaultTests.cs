using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Build;
using CimGen.Microcode.Model;
using CimGen.Networks;
using CimGen.Networks.Quantization;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Proofs;

namespace CimGen.Flow.Tests;

/// <summary>
/// Faults in rows and room, of layers that work at the same time on several images: the proof reports all that can do harm. What it lets pass waits for more than
/// it needs, and gives the right outputs on a bus that stalls at random, too.
/// </summary>
public class RowFaultTests
{
    private static readonly Instruction Nothing = Instruction.Add(0, 0, 0);

    private const int MostOfAKind = 16;
    private const uint StallSeed = 77;

    /// <summary>Faults after which somebody always reads what is not there, or waits for ever.</summary>
    private static readonly string[] NeverHarmless =
    [
        "rows: wait on the next counter", "rows: count grows by one more", "room: wait on the next counter",
        "chain: wait dropped", "chain: wait for one less", "chain: wait on the next counter", "chain: count grows by one less", "chain: count grows by one more",
        "chain: count begins one lower", "chain: count begins one higher", "chain: call dropped", "chain: call of the core beside", "chain: call of the next counter",
        "partial sum: wait dropped", "partial sum: wait for one less", "partial sum: wait on the next counter", "partial sum: count begins one lower",
        "partial sum: count begins one higher", "partial sum: call dropped", "partial sum: call of the core beside", "partial sum: call of the next counter",
        "call before its store",
    ];

    /// <summary>Of each kind, faults all over the design.</summary>
    [Theory]
    [InlineData(FeatureMapKind.Whole)]
    [InlineData(FeatureMapKind.Smallest)]
    public void WhatTheProofLetsPassDoesNoHarm(FeatureMapKind maps)
    {
        var (design, stimulus) = Compile(maps);
        Assert.Equal(maps != FeatureMapKind.Whole, design.Schedule.Memory.Features.Values.Any(f => f.Rolls));
        var found = new List<string>();
        foreach (var kind in Faults(design).GroupBy(f => f.Kind))
        {
            var all = kind.ToList();
            var some = all.Where((_, i) => i * MostOfAKind / all.Count != (i - 1) * MostOfAKind / all.Count || i == 0).ToList();
            var passed = some.Where(f => ScheduleProver.Run(design.Architecture, f.Image, new MicrocodeEffects()).Ok).ToList();
            Assert.All(passed, f => Assert.True(GoldenResults.Run(design with { Image = f.Image }, stimulus, StallSeed).Ok, $"{f.Kind}, {f.What}: a fault that the proof misses"));
            if (passed.Count < some.Count)
            {
                found.Add(kind.Key);
            }

            // In small maps all layers keep step, so that another wait often has what one leaves out.
            if (maps == FeatureMapKind.Whole && NeverHarmless.Contains(kind.Key))
            {
                Assert.Empty(passed.Select(f => $"{f.Kind}: {f.What}"));
            }
        }

        Assert.True(found.Count >= 40, $"{found.Count} kinds of faults were found");
        Assert.Empty(NeverHarmless.Except(found));
    }

    private static (CompiledDesign Design, Stimulus Stimulus) Compile(FeatureMapKind maps)
    {
        const int Batch = 3;
        var network = Workspace.Required(NetworkReader.Read(Repository.File("tests/CimGen.Flow.Tests/Networks/fork-and-join.yaml")));
        var stimulus = Stimulus.Random(network.InputShapes, Batch, 5);
        var quantized = Workspace.Required(Quantizer.Run(network, stimulus.Images));
        var architecture = new Architecture(
            "rows", 64, new Crossbar(8, 8, CrossbarImplementation.Behavioural, 9, 1), new MicrocodeSpec(UnitMode.Overlapped, 8192, new Gpeu(2)), new Bus(8), new SharedMemory(1 << 16, 2),
            new Machines.Sync(SyncScheme.Linear, SyncTransport.Tree, 12), 100, Dataflow: DataflowKind.Rows, FeatureMaps: maps);
        var design = RandomDesigns.Design(architecture);
        design = design with { Cosim = design.Cosim with { Batch = Batch } };
        return (Workspace.Required(new DesignCompiler(Stage.Compare).Compile(design, network, quantized)), stimulus);
    }

    private static IEnumerable<(string Kind, string What, MachineImage Image)> Faults(CompiledDesign design)
    {
        foreach (var role in new[] { "rows", "room", "chain", "partial sum" })
        {
            foreach (var (kind, by) in new (string, Func<Instruction, Instruction>)[]
            {
                ("wait dropped", _ => Nothing),
                ("wait for one less", w => w with { Immediate = w.Immediate - 1 }),
                ("wait for one more", w => w with { Immediate = w.Immediate + 1 }),
                ("wait on the next counter", w => w with { Counter = w.Counter + 1 }),
            })
            {
                foreach (var (what, image) in MicrocodeFaults.Replace(design.Image, (core, program, pc) => program[pc].Opcode == Opcode.Wait && RoleOf(design, core, program[pc].Counter) == role, by))
                {
                    yield return ($"{role}: {kind}", what, image);
                }
            }

            foreach (var (kind, by) in new (string, Func<Instruction, Instruction>)[]
            {
                ("count grows by one less", a => a with { Immediate = a.Immediate - 1 }),
                ("count grows by one more", a => a with { Immediate = a.Immediate + 1 }),
            })
            {
                foreach (var (what, image) in MicrocodeFaults.Replace(design.Image, (core, program, pc) => Counts(design, core, program, pc, role), by))
                {
                    yield return ($"{role}: {kind}", what, image);
                }
            }

            foreach (var (kind, by) in new (string, Func<Instruction, Instruction>)[]
            {
                ("count begins one lower", a => a with { Immediate = a.Immediate - 1 }),
                ("count begins one higher", a => a with { Immediate = a.Immediate + 1 }),
            })
            {
                foreach (var (what, image) in MicrocodeFaults.Replace(design.Image, (core, program, pc) => Begins(design, core, program, pc, role), by))
                {
                    yield return ($"{role}: {kind}", what, image);
                }
            }
        }

        foreach (var (comment, name) in new[] { ("row is complete", "row"), ("next of the chain", "chain"), ("pass it on", "partial sum") })
        {
            foreach (var (kind, by) in new (string, Func<Instruction, Instruction>)[]
            {
                ("call dropped", _ => Nothing),
                ("call of the core beside", c => c with { Immediate = c.Immediate + 1 }),
                ("call of the next counter", c => c with { Counter = c.Counter + 1 }),
            })
            {
                foreach (var (what, image) in MicrocodeFaults.Replace(design.Image, (core, program, pc) => program[pc].Opcode == Opcode.Call && design.Image.Cores[core].Notes[pc].Comment == comment, by))
                {
                    yield return ($"{name}: {kind}", what, image);
                }
            }
        }

        foreach (var (what, image) in MicrocodeFaults.Swap(design.Image, (a, b) => a.Opcode == Opcode.Wait && b.Opcode == Opcode.Load))
        {
            yield return ("load before its wait", what, image);
        }

        foreach (var (what, image) in MicrocodeFaults.Swap(design.Image, (a, b) => a.Opcode == Opcode.Store && b.Opcode == Opcode.Call))
        {
            yield return ("call before its store", what, image);
        }
    }

    /// <summary>What a counter of a core is there for.</summary>
    private static string RoleOf(CompiledDesign design, int core, int counter)
    {
        var place = design.Architecture.PlaceOf(core);
        var layer = design.Schedule.Layers.First(l => l.Placement.Places.Contains(place));
        return counter == layer.Rows!.ChainCounter ? "chain"
            : layer.Rows.Inputs.FirstOrDefault(i => i.Counter == counter) is { } input ? input.Channel.Kind == ChannelKind.Data ? "rows" : "room"
            : "partial sum";
    }

    /// <summary>An addition to the register of the wait behind it.</summary>
    private static bool Counts(CompiledDesign design, int core, Instruction[] program, int pc, string role) =>
        program[pc] is { Opcode: Opcode.Add } add && add.Target == add.Base && add.Base > 0 && pc + 1 < program.Length
        && program[pc + 1] is { Opcode: Opcode.Wait } wait && wait.Base == add.Target && RoleOf(design, core, wait.Counter) == role;

    /// <summary>The value of a wait's register before the first row.</summary>
    private static bool Begins(CompiledDesign design, int core, Instruction[] program, int pc, string role) =>
        program[pc] is { Opcode: Opcode.Add, Base: 0 } set && program.FirstOrDefault(i => i.Opcode == Opcode.Wait && i.Base == set.Target) is { Opcode: Opcode.Wait } wait
        && set.Target > 0 && RoleOf(design, core, wait.Counter) == role && design.Image.Cores[core].Notes[pc].Comment.Contains(role == "partial sum" ? "partial sum" : "rows of", StringComparison.Ordinal);
}
