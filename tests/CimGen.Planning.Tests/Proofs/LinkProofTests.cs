using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using static CimGen.Microcode.Model.Instruction;
using static CimGen.Planning.Tests.SmallProofs;

namespace CimGen.Planning.Tests;

/// <summary>What the proof says of links. A vector of 8 elements is 4 words; a link holds K = 8.</summary>
public class LinkProofTests
{
    private static readonly Operand Out = new(BufferId.Out);
    private static readonly Operand Sum = new(BufferId.Sum);
    private static readonly Operand SumBytes = new(BufferId.Sum, Narrow: true);
    private static readonly Operand Opd = new(BufferId.Opd);
    private static readonly Operand Link = new(BufferId.Link);

    private static readonly SmallProofs Chain = new() { Links = [new LinkEdge(0, 1)] };
    private static readonly SmallProofs Ring = new() { Links = [new LinkEdge(0, 1), new LinkEdge(1, 0)] };

    private static readonly Instruction Send = VAdd(Link, Opd, Opd, 8);
    private static readonly Instruction Receive = VAdd(Sum, Opd, Link, 8);
    private static readonly Instruction[] StoreAndEnd = [Store(BufferId.Sum, 0, 8, 0, Output), End()];

    [Fact]
    public void WhatIsSentAndReceivedIsProven() => Chain.AssertHolds([Send, End()], [Receive, .. StoreAndEnd]);

    [Fact]
    public void VectorsAreCutAtOtherPlacesByTheReceiver() =>
        Chain.AssertHolds([Send, End()], [VAdd(Sum, Opd, Link, 2), VAdd(Sum, Opd, Link, 5), .. StoreAndEnd]);

    [Fact]
    public void ACoreInTheMiddlePassesVectorsOn() => new SmallProofs { Links = [new(0, 1), new(1, 2)] }.AssertHolds(
        [Send, Send, Send, Send, End()],
        [.. Enumerable.Repeat(VAdd(Link, Opd, Link, 8), 4), End()],
        [Receive, Receive, Receive, Receive, .. StoreAndEnd]);

    [Fact]
    public void AReceiveWithoutASendIsADeadlock() =>
        Chain.AssertFails("CIM0620", "core 1 pc 0 'vadd sum, opd, link, 8' of layer 0 waits for core 0 to send", [End()], [Receive, .. StoreAndEnd]);

    [Fact]
    public void AReceiveOfMoreThanIsSentIsADeadlock() =>
        Chain.AssertFails("CIM0620", "core 1 pc 1 .* waits for core 0 to send", [Send, End()], [Receive, VAdd(Sum, Opd, Link, 1), .. StoreAndEnd]);

    [Fact]
    public void ASendWithoutAReceiveIsReported() =>
        Chain.AssertFails("CIM0623", "core 1: it never takes 4 words that core 0 sends", [Send, End()], StoreAndEnd);

    [Fact]
    public void ASendOfMoreThanIsReceivedIsReported() =>
        Chain.AssertFails("CIM0623", "core 1: it never takes 1 words", [Send, End()], [VAdd(Sum, Opd, Link, 6), .. StoreAndEnd]);

    [Fact]
    public void MoreSendsThanTheLinkHoldsAreADeadlock() =>
        Chain.AssertFails("CIM0620", "core 0 pc 2 .* waits for core 1 to receive", [Send, Send, Send, End()], StoreAndEnd);

    [Fact]
    public void CoresThatBothReceiveFirstAreADeadlock() => Ring.AssertFails(
        "CIM0620", "core 0 pc 0 .* waits for core 1 to send; core 1 pc 0 .* waits for core 0 to send", [Receive, Send, End()], [Receive, Send, .. StoreAndEnd]);

    [Fact]
    public void InARingACoreMaySendAsMuchAsALinkHoldsBeforeItReceives()
    {
        Ring.AssertHolds([Send, Send, Receive, Receive, End()], [Send, Send, Receive, Receive, .. StoreAndEnd]);
        Ring.AssertFails(
            "CIM0620",
            "core 0 pc 2 .* waits for core 1 to receive; core 1 pc 2 .* waits for core 0 to receive",
            [Send, Send, Send, Receive, Receive, Receive, End()],
            [Send, Send, Send, Receive, Receive, Receive, .. StoreAndEnd]);
    }

    /// <summary>The link waits for a CALL that comes behind what waits for the link.</summary>
    [Fact]
    public void LinksAndCountersTogetherCanDeadlock() => Chain.AssertFails(
        "CIM0620", "core 0 pc 0 'wait .* wants 1 in counter 0 and gets 0; core 1 pc 0 .* waits for core 0 to send", [Wait(0, 0, 1), Send, End()], [Receive, Call(0, 0, 0), .. StoreAndEnd]);

    /// <summary>The words are made from what core 0 has loaded: core 1 may overwrite it.</summary>
    [Fact]
    public void WordsOfAnMvmComeAfterTheLoadOfItsInputs() => Chain.AssertHolds(
        [Load(BufferId.In, 0, 8, 0, Input), Mvm(), VAdd(Link, Out, Opd, 8), End()],
        [Receive, Store(BufferId.Sum, 0, 8, 0, Input), .. StoreAndEnd]);

    /// <summary>The second load and the words of the first MVM are in no certain order; those of the second MVM come after it.</summary>
    [Fact]
    public void WordsDoNotOrderLoadsOfLaterInputs()
    {
        var overlapped = Chain with { Units = UnitMode.Overlapped, Initialized = true };
        Instruction[] first =
        [
            Load(BufferId.In, 0, 8, 0, Input), Mvm(), Load(BufferId.In, 0, 8, 0, Middle), Mvm(), VAdd(Link, Out, Opd, 8), VAdd(Link, Out, Opd, 8), End(),
        ];
        overlapped.AssertHolds(first, [Receive, Store(BufferId.Sum, 0, 8, 0, Input), Receive, .. StoreAndEnd]);
        overlapped.AssertHolds(first, [Receive, Receive, Store(BufferId.Sum, 0, 8, 0, Middle), .. StoreAndEnd]);
        overlapped.AssertFails("CIM0621", "core 0 pc 2 .* touch byte 16", first, [Receive, Store(BufferId.Sum, 0, 8, 0, Middle), Receive, .. StoreAndEnd]);
    }

    /// <summary>A receiver's words tell nothing of what it does later: the sender may not take them for a CALL.</summary>
    [Fact]
    public void RoomOnALinkOrdersNothing() => (Chain with { Initialized = true }).AssertFails(
        "CIM0621",
        "touch byte 16",
        [Send, Send, Send, Store(BufferId.Sum, 0, 8, 0, Middle), End()],
        [Load(BufferId.Opd, 0, 8, 0, Middle), Receive, Receive, Receive, .. StoreAndEnd]);

    public static TheoryData<string> BrokenRules() => [.. Rules.Keys];

    private static readonly Dictionary<string, Instruction> Rules = new()
    {
        ["first operand"] = VAdd(Sum, Link, Opd, 8),
        ["narrow destination"] = VAdd(SumBytes, Opd, Link, 8),
        ["narrow first operand"] = VAdd(Link, SumBytes, Opd, 8),
        ["narrow second operand"] = VAdd(Link, Opd, SumBytes, 8),
        ["maximum"] = VMax(Sum, Opd, Link, 8),
        ["constant"] = VSet(Link, 0, 8),
        ["more than a vector"] = VAdd(Link, Opd, Opd, 9),
    };

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public void BrokenRulesAreReported(string rule) => Ring.AssertFails("CIM0623", "core 0", [Rules[rule], Receive, End()], [Receive, Send, .. StoreAndEnd]);

    /// <summary>Core 0 has a link from it only, core 1 one to it only; without links at all nobody has any.</summary>
    [Fact]
    public void ALinkThatACoreLacksIsReported()
    {
        const string lacks = "core [01] pc 0 .*: the core has no such link";
        Chain.AssertFails("CIM0623", lacks, [Receive, End()], StoreAndEnd);
        Chain.AssertFails("CIM0623", lacks, [VAdd(Link, Opd, Link, 8), End()], StoreAndEnd);
        Chain.AssertFails("CIM0623", lacks, [End()], [Send, .. StoreAndEnd]);
        Chain.AssertFails("CIM0623", lacks, [Send, End()], [VAdd(Link, Opd, Link, 8), .. StoreAndEnd]);
        new SmallProofs().AssertFails("CIM0623", lacks, [Send, End()], StoreAndEnd);
        new SmallProofs().AssertFails("CIM0623", lacks, [End()], [Receive, .. StoreAndEnd]);
    }
}
