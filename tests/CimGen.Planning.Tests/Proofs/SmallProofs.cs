using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines.Images;
using CimGen.Microcode.Build;
using CimGen.Microcode.Model;
using CimGen.Planning.Proofs;

using CimGen.Tests.Shared;

namespace CimGen.Planning.Tests;

/// <summary>Proofs of hand-written programs on a small machine: 8x8 crossbars, W = 8, 64 bytes of memory, two counters per core.</summary>
internal sealed record SmallProofs
{
    public const int Input = 0;
    public const int Middle = 16;
    public const int Output = 32;

    public ImmutableArray<LinkEdge> Links { get; init; } = [];

    public ImmutableArray<MulticastGroup> Groups { get; init; } = [];

    public UnitMode Units { get; init; } = UnitMode.Blocking;

    /// <summary>The host has written <see cref="Middle"/>, too.</summary>
    public bool Initialized { get; init; }

    public void AssertHolds(params Instruction[][] programs)
    {
        var proof = Run(programs);
        Assert.True(proof.Ok, string.Join('\n', proof.Diagnostics));
    }

    /// <summary>One diagnostic, with a message that names what is missing.</summary>
    public void AssertFails(string code, string message, params Instruction[][] programs)
    {
        var diagnostic = Assert.Single(Run(programs).Diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Matches(message, diagnostic.Message);
    }

    private Result<ScheduleProof> Run(Instruction[][] programs)
    {
        static CoreImage Core(Instruction[] program) => new(
            [.. program.Select(InstructionCodec.Encode)], [.. program.Select(_ => new InstructionNote(0))], ImmutableArray<sbyte>.Empty);

        static FeatureLayout Map(int address) => new(address, 8, 1, 1, 8, 8);

        ImmutableArray<MemorySegment> memory = Initialized ? [new MemorySegment(Middle, [.. new byte[8]])] : [];
        var architecture = TestMachines.Square(8, programs.Length, units: Units, memoryBytes: 64, counters: 2);
        return ScheduleProver.Run(architecture, new MachineImage([.. programs.Select(Core)], memory, [Map(Input)], [Map(Output)], Links, Groups), new MicrocodeEffects());
    }
}
