using System.Collections.Immutable;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using FsCheck;
using FsCheck.Fluent;
using static CimGen.Microcode.Model.Instruction;

namespace CimGen.Golden.Tests;

/// <summary>
/// Cores that load and store the same few bytes without any synchronization. A simple model replays the grants of the trace cycle by cycle
/// and beat by beat; memory must come out the same.
/// </summary>
public sealed class MemoryRaceTests
{
    private const int Bytes = 256;

    [Fact]
    public void RacesEndAsBeatsInTheirCyclesSay() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var memory = new byte[Bytes];
            random.NextBytes(memory);
            var machine = new TestMachine
            {
                Cores = 6,
                Columns = 16,
                Width = 4 << random.Next(3),
                Latency = random.Next(1, 20),
                MemoryBytes = Bytes,
                Memory = [.. memory],
                Units = (UnitMode)random.Next(2),
                StallSeed = (uint)(random.Next(2) * seed),
            };
            var programs = Enumerable.Range(0, machine.Cores).Select(_ => RandomProgram(random)).ToArray();
            var golden = machine.Build(programs);
            var sink = new RecordingSink();
            Assert.True(golden.Run(0, sink, 1_000_000).Ok);
            Replay(machine, programs, sink.Records, memory);
            Assert.Equal(memory, golden.Memory.ToArray());
        }));

    private static Instruction[] RandomProgram(Random random)
    {
        List<Instruction> program = [];
        for (var i = 0; i < 30; i++)
        {
            var (length, address) = (1 + random.Next(64), random.Next(Bytes - 64));
            program.Add(random.Next(2) == 0 ? Load(BufferId.Sum, 0, length, 0, address) : Store(BufferId.Sum, 0, length, 0, address));
            program.AddRange(Enumerable.Repeat(Add(1, 1, 1), random.Next(3)));
        }

        program.Add(End());
        return [.. program];
    }

    private static void Replay(TestMachine machine, Instruction[][] programs, ImmutableArray<TraceRecord> trace, byte[] memory)
    {
        var sums = programs.Select(_ => new byte[64]).ToArray();
        var pcs = programs.Select(_ => -1).ToArray();
        var actions = new SortedDictionary<(long Cycle, int Order, int Number), Action>();
        foreach (var grant in trace.Where(r => r.Kind == TraceKind.Grant))
        {
            var (core, address) = (grant.Core, (int)grant.First);
            do
            {
                pcs[core]++;
            }
            while (programs[core][pcs[core]].Opcode == Opcode.Add);
            var length = programs[core][pcs[core]].Length;
            for (var k = 0; k < length; k++)
            {
                // Within a cycle writes become visible before the read beat is presented.
                var (at, from) = (address + k, k);
                var beat = (at / machine.Width) - (address / machine.Width);
                if (grant.Index == 0)
                {
                    actions.Add((grant.Cycle + 1 + beat, 1, actions.Count), () => sums[core][from] = memory[at]);
                }
                else
                {
                    byte value = 0;
                    actions.Add((grant.Cycle, 2, actions.Count), () => value = sums[core][from]);
                    actions.Add((grant.Cycle + 3 + beat, 0, actions.Count), () => memory[at] = value);
                }
            }
        }

        foreach (var action in actions.Values)
        {
            action();
        }
    }
}
