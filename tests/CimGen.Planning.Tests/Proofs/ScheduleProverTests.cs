using CimGen.Microcode.Model;
using static CimGen.Microcode.Model.Instruction;
using static CimGen.Planning.Tests.SmallProofs;

namespace CimGen.Planning.Tests;

/// <summary>Small programs of two cores: what the proof accepts, and what it says of each kind of fault.</summary>
public class ScheduleProverTests
{
    private static readonly Instruction[] Producer = [Load(BufferId.Sum, 0, 8, 0, Input), Store(BufferId.Sum, 0, 8, 0, Middle), Call(0, 0, 1), End()];
    private static readonly Instruction[] Consumer = [Wait(0, 0, 1), Load(BufferId.Sum, 0, 8, 0, Middle), Store(BufferId.Sum, 0, 8, 0, Output), End()];

    [Fact]
    public void AHandoverIsProven() => new SmallProofs().AssertHolds(Producer, Consumer);

    [Fact]
    public void AWaitForACallThatNobodyMakesIsADeadlock() => AssertCode("CIM0620", [.. Producer.Where(i => i.Opcode != Opcode.Call)], Consumer);

    [Fact]
    public void CoresThatWaitForEachOtherAreADeadlock() =>
        AssertCode("CIM0620", [Wait(1, 0, 1), .. Producer], [.. Consumer[..3], Call(1, 0, 0), End()]);

    [Fact]
    public void ALoadThatDoesNotWaitForTheStoreRaces() => AssertCode("CIM0621", Producer, [.. Consumer.Where(i => i.Opcode != Opcode.Wait)], initialized: true);

    [Fact]
    public void TwoStoresWithoutOrderRace() =>
        AssertCode("CIM0621", [.. Producer[..3], Store(BufferId.Sum, 0, 8, 0, Output), End()], Consumer);

    /// <summary>An overwritten buffer has to be read first: back-pressure is part of the proof.</summary>
    [Fact]
    public void AStoreThatOvertakesTheReaderRaces() =>
        AssertCode("CIM0621", [.. Producer[..3], Store(BufferId.Sum, 0, 8, 0, Middle), End()], Consumer);

    [Fact]
    public void BackPressureOrdersTheOverwrite() => new SmallProofs().AssertHolds(
        [.. Producer[..3], Wait(0, 0, 1), Store(BufferId.Sum, 0, 8, 0, Middle), End()],
        [Consumer[0], Consumer[1], Call(0, 0, 0), Consumer[2], End()]);

    /// <summary>Of two callers of one counter nobody knows whose call came first.</summary>
    [Fact]
    public void ACountFromTwoCallersOrdersNeitherAlone() => AssertCode(
        "CIM0621",
        [.. Producer[..3], End()],
        [Call(0, 0, 1), Wait(0, 0, 1), Load(BufferId.Sum, 0, 8, 0, Middle), Store(BufferId.Sum, 0, 8, 0, Output), End()],
        initialized: true);

    /// <summary>Two callers take turns: the second comes after the first, so a count says which calls were made.</summary>
    [Fact]
    public void CallersInTurnOrderTheirCalls() => new SmallProofs { Initialized = true }.AssertHolds(FirstOfTurns, SecondOfTurns, Consumer, [End()]);

    [Fact]
    public void ATurnThatIsNotAwaitedOrdersNothing() => new SmallProofs { Initialized = true }.AssertFails(
        "CIM0621", "core 2.*core 0|core 0.*core 2", FirstOfTurns, [.. SecondOfTurns.Where(i => i.Opcode != Opcode.Wait)], Consumer, [End()]);

    /// <summary>The calls look as if they had an order until the last one is made, behind the wait that has relied on it.</summary>
    [Fact]
    public void AnOrderThatALaterCallBreaksOrdersNothing() => new SmallProofs { Initialized = true }.AssertFails(
        "CIM0621", "core 2.*core 0|core 0.*core 2", FirstOfTurns, SecondOfTurns.Select(i => i.Opcode == Opcode.Wait ? Wait(1, 0, 1) : i).ToArray(), Consumer, [Call(1, 0, 1), End()]);

    private static readonly Instruction[] FirstOfTurns = [Load(BufferId.Sum, 0, 8, 0, Input), Store(BufferId.Sum, 0, 8, 0, Middle), Call(0, 0, 2), Call(0, 0, 1), End()];
    private static readonly Instruction[] SecondOfTurns = [Wait(0, 0, 1), Call(0, 0, 2), End()];

    [Fact]
    public void MemoryThatNobodyWroteMayNotBeRead() => AssertCode("CIM0622", [Load(BufferId.Sum, 0, 8, 0, Middle), End()], [End()]);

    [Fact]
    public void TheOutputHasToBeStoredWhole() => AssertCode("CIM0622", Producer, [.. Consumer[..2], Store(BufferId.Sum, 0, 4, 0, Output), End()]);

    public static TheoryData<string> BrokenRules() => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public void BrokenRulesAreReported(string rule) => AssertCode("CIM0623", [.. Rules[rule], .. Producer], Consumer);

    private static readonly Dictionary<string, Instruction[]> Rules = new()
    {
        ["address outside of memory"] = [Load(BufferId.Sum, 0, 8, 0, 60)],
        ["transfer beyond its buffer"] = [Load(BufferId.In, 4, 8, 0, Input)],
        ["vector longer than the buffers"] = [VSet(new Operand(BufferId.Sum), 0, 9)],
        ["result that does not exist"] = [VAdd(new Operand(BufferId.Sum), new Operand(BufferId.Out), new Operand(BufferId.Opd), 8)],
        ["more results than the queue holds"] = [new Instruction(Opcode.Mvm), new Instruction(Opcode.Mvm)],
        ["register that was never written"] = [Add(1, 2, 0)],
        ["counter that does not exist"] = [Call(7, 0, 1)],
        ["core that does not exist"] = [Call(0, 0, 2)],
        ["loop without end"] = [Add(1, 0, 0), Loop(1, 1)],
    };

    private static void AssertCode(string code, Instruction[] first, Instruction[] second, bool initialized = false) =>
        new SmallProofs { Initialized = initialized }.AssertFails(code, "core [01]|the host", first, second);
}
