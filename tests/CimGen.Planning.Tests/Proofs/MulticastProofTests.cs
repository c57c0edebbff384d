using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using static CimGen.Microcode.Model.Instruction;
using static CimGen.Planning.Tests.SmallProofs;

namespace CimGen.Planning.Tests;

/// <summary>What the proof says of loads that several cores share.</summary>
public class MulticastProofTests
{
    private static readonly SmallProofs Pair = new() { Groups = [new MulticastGroup([0, 1], ForInputs: true), new MulticastGroup([0, 1], ForInputs: false)] };

    private static readonly Instruction Inputs = MLoad(BufferId.In, 0, 8, 0, Input);
    private static readonly Instruction Bias = MLoad(BufferId.Opd, 0, 8, 0, Input);
    private static readonly Instruction[] StoreAndEnd = [Store(BufferId.Sum, 0, 8, 0, Output), End()];

    [Fact]
    public void MembersThatLoadTheSameAreProven() => Pair.AssertHolds([Inputs, Bias, Inputs, End()], [Inputs, Bias, Inputs, .. StoreAndEnd]);

    [Fact]
    public void PlacesInTheBufferMayDiffer() =>
        Pair.AssertHolds([MLoad(BufferId.In, 4, 4, 0, Input), End()], [MLoad(BufferId.In, 0, 4, 0, Input), .. StoreAndEnd]);

    [Theory]
    [InlineData(Input, 4)]
    [InlineData(Input + 4, 4)]
    [InlineData(Middle, 8)]
    public void AMemberThatLoadsOtherBytesIsReported(int address, int bytes) => (Pair with { Initialized = true }).AssertFails(
        "CIM0623",
        "core [01] pc 1 .* loads other bytes than core [01] pc 1 .* multicast group",
        [Inputs, MLoad(BufferId.In, 0, bytes, 0, address), End()],
        [Inputs, Inputs, .. StoreAndEnd]);

    [Fact]
    public void AMemberWithFewerLoadsIsADeadlock() =>
        Pair.AssertFails("CIM0620", "core 0 pc 1 .* waits for the cores 1 of its multicast group", [Inputs, Inputs, End()], [Inputs, .. StoreAndEnd]);

    [Fact]
    public void AMemberThatLoadsAloneIsADeadlock() =>
        Pair.AssertFails("CIM0620", "core 0 pc 0 .* waits for the cores 1", [Inputs, End()], [Load(BufferId.In, 0, 8, 0, Input), .. StoreAndEnd]);

    [Fact]
    public void MembersThatTakeTurnsInAnotherOrderAreADeadlock() => Pair.AssertFails(
        "CIM0620", "core 0 pc 0 .* waits for the cores 1 .*; core 1 pc 0 .* waits for the cores 0", [Inputs, Bias, End()], [Bias, Inputs, .. StoreAndEnd]);

    /// <summary>Core 0 waits for core 1, which waits for core 2, which waits for core 0.</summary>
    [Fact]
    public void GroupsLinksAndCountersTogetherCanDeadlock()
    {
        var add = VAdd(new Operand(BufferId.Sum), new Operand(BufferId.Opd), new Operand(BufferId.Link), 8);
        (Pair with { Links = [new LinkEdge(2, 1)] }).AssertFails(
            "CIM0620",
            "core 0 .* multicast group; core 1 .* waits for core 2 to send; core 2 .* wants 1 in counter 0",
            [Inputs, Call(0, 0, 2), End()],
            [add, Inputs, .. StoreAndEnd],
            [Wait(0, 0, 1), add with { Destination = add.B, B = add.A }, End()]);
    }

    [Fact]
    public void ALoadOfACoreInNoGroupIsReported()
    {
        const string none = "the core is in no multicast group";
        new SmallProofs().AssertFails("CIM0623", none, [Inputs, End()], StoreAndEnd);
        (Pair with { Groups = [new MulticastGroup([0, 1], ForInputs: false)] }).AssertFails("CIM0623", none, [Inputs, End()], [Inputs, .. StoreAndEnd]);
        (Pair with { Groups = [new MulticastGroup([0, 1], ForInputs: true)] }).AssertFails("CIM0623", none, [Bias, End()], [Bias, .. StoreAndEnd]);
    }

    [Fact]
    public void MemoryThatNobodyWroteMayNotBeRead() =>
        Pair.AssertFails("CIM0622", "nobody has written byte 16", [MLoad(BufferId.In, 0, 8, 0, Middle), End()], [MLoad(BufferId.In, 0, 8, 0, Middle), .. StoreAndEnd]);

    /// <summary>Core 2 overwrites what the group loads; it has to hear of every member.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void AStoreHasToComeAfterTheLoadsOfAllMembers(bool first, bool second)
    {
        Instruction[][] programs =
        [
            [Inputs, .. first ? [Call(0, 0, 2)] : Array.Empty<Instruction>(), End()],
            [Inputs, .. second ? [Call(1, 0, 2)] : Array.Empty<Instruction>(), .. StoreAndEnd],
            [Wait(0, 0, first ? 1 : 0), Wait(1, 0, second ? 1 : 0), Store(BufferId.Sum, 0, 8, 0, Input), End()],
        ];
        if (first && second)
        {
            Pair.AssertHolds(programs);
        }
        else
        {
            Pair.AssertFails("CIM0621", $"core {(first ? 1 : 0)} pc 0 .* touch byte 0", programs);
        }
    }

    public static TheoryData<string> BrokenRules() => [.. Rules.Keys];

    private static readonly Dictionary<string, Instruction> Rules = new()
    {
        ["address outside of memory"] = MLoad(BufferId.In, 0, 8, 0, 60),
        ["transfer beyond its buffer"] = MLoad(BufferId.In, 4, 8, 0, Input),
        ["buffer that cannot be loaded"] = MLoad(BufferId.Out, 0, 8, 0, Input),
    };

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public void BrokenRulesAreReported(string rule) => Pair.AssertFails("CIM0623", "core 0", [Rules[rule], End()], [Rules[rule], .. StoreAndEnd]);
}
