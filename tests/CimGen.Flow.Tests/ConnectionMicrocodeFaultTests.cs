using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Flow.Tests;

/// <summary>Faults in what the microcode does with links and multicast groups, and in the wiring itself.</summary>
public class ConnectionMicrocodeFaultTests
{
    public static TheoryData<SyncScheme, UnitMode> Designs() => Workspace.Pairs<SyncScheme, UnitMode>();

    /// <summary>The sequential scheme keeps partial sums in memory.</summary>
    public static TheoryData<SyncScheme, UnitMode> Forwarding() => new()
    {
        { SyncScheme.Linear, UnitMode.Blocking },
        { SyncScheme.Linear, UnitMode.Overlapped },
        { SyncScheme.Cyclic, UnitMode.Blocking },
        { SyncScheme.Cyclic, UnitMode.Overlapped },
    };

    [Theory]
    [MemberData(nameof(Designs))]
    public void EveryDroppedJointLoadIsReported(SyncScheme scheme, UnitMode units) =>
        AssertProofReports(scheme, units, i => i.Opcode == Opcode.MLoad, _ => Instruction.Add(0, 0, 0));

    [Theory]
    [MemberData(nameof(Designs))]
    public void EveryMemberThatLoadsAloneIsReported(SyncScheme scheme, UnitMode units) =>
        AssertProofReports(scheme, units, i => i.Opcode == Opcode.MLoad, i => Instruction.Load(i.Buffer, i.Offset, i.Length, i.Base, i.Immediate));

    [Theory]
    [MemberData(nameof(Designs))]
    public void EveryMemberThatLoadsFromElsewhereIsReported(SyncScheme scheme, UnitMode units) =>
        AssertProofReports(scheme, units, i => i.Opcode == Opcode.MLoad, i => i with { Immediate = i.Immediate + 1 });

    [Theory]
    [MemberData(nameof(Designs))]
    public void EveryMemberThatLoadsLessIsReported(SyncScheme scheme, UnitMode units) =>
        AssertProofReports(scheme, units, i => i.Opcode == Opcode.MLoad, i => i with { Length = i.Length - 1 });

    [Theory]
    [MemberData(nameof(Forwarding))]
    public void EveryDroppedSendIsReported(SyncScheme scheme, UnitMode units) =>
        AssertProofReports(scheme, units, Sends, i => i with { Destination = new Operand(BufferId.Sum) });

    [Theory]
    [MemberData(nameof(Forwarding))]
    public void EveryDroppedReceiveIsReported(SyncScheme scheme, UnitMode units) =>
        AssertProofReports(scheme, units, Receives, i => i with { B = new Operand(BufferId.Opd) });

    [Theory]
    [MemberData(nameof(Forwarding))]
    public void EveryShorterSendOrReceiveIsReported(SyncScheme scheme, UnitMode units) =>
        AssertProofReports(scheme, units, i => Sends(i) != Receives(i), i => i with { Length = i.Length - 1 });

    /// <summary>A core that passes on fewer elements of each vector than it gets falls behind.</summary>
    [Theory]
    [MemberData(nameof(Forwarding))]
    public void EveryShorterForwardIsReported(SyncScheme scheme, UnitMode units) =>
        AssertProofReports(scheme, units, i => Sends(i) && Receives(i), i => i with { Length = i.Length - 1 });

    [Theory]
    [MemberData(nameof(Forwarding))]
    public void EveryLoopOverALinkThatRunsOnceMoreOrLessIsReported(SyncScheme scheme, UnitMode units)
    {
        var design = Compile(scheme, units);
        var images = ConnectedDesign.Images(design, 1);
        foreach (var change in new[] { 1, -1 })
        {
            var faults = MicrocodeFaults.Replace(design.Image, CountsALoopOverALink, i => i with { Immediate = i.Immediate + change }).ToList();
            Assert.NotEmpty(faults);
            Assert.All(faults, f => MicrocodeFaults.AssertReported(design, images, f));
        }
    }

    [Theory]
    [MemberData(nameof(Forwarding))]
    public void EveryExchangeOfTwoLinksIsReported(SyncScheme scheme, UnitMode units)
    {
        var design = Compile(scheme, units);
        var images = ConnectedDesign.Images(design, 1);
        var links = design.Image.Links;
        var faults = Pairs(links.Length).Select(p => ($"links {links[p.A]} and {links[p.B]} exchanged", design.Image with
        {
            Links = links.SetItem(p.A, links[p.A] with { To = links[p.B].To }).SetItem(p.B, links[p.B] with { To = links[p.A].To }),
        })).ToList();
        Assert.NotEmpty(faults);
        Assert.All(faults, f => MicrocodeFaults.AssertReported(design, images, f));
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void EveryExchangeOfTwoMembersIsReported(SyncScheme scheme, UnitMode units)
    {
        var design = Compile(scheme, units);
        var groups = design.Image.MulticastGroups;
        var faults = Pairs(groups.Length).Where(p => groups[p.A].ForInputs == groups[p.B].ForInputs).Select(p => ($"members of groups {p} exchanged", design.Image with
        {
            MulticastGroups = groups
                .SetItem(p.A, groups[p.A] with { Cores = groups[p.A].Cores.SetItem(1, groups[p.B].Cores[1]) })
                .SetItem(p.B, groups[p.B] with { Cores = groups[p.B].Cores.SetItem(1, groups[p.A].Cores[1]) }),
        })).ToList();
        Assert.NotEmpty(faults);
        Assert.All(faults, f => MicrocodeFaults.AssertProofReports(design, f));
    }

    private static bool CountsALoopOverALink(Instruction[] program, int pc)
    {
        var loop = Array.FindIndex(program, pc, i => i.Opcode == Opcode.Loop && i.Base == program[pc].Target);
        return program[pc] is { Opcode: Opcode.Add, Base: 0 } && loop >= 0 && program[loop].Immediate == pc + 1 && program[pc..loop].Any(i => Sends(i) || Receives(i));
    }

    private static bool Sends(Instruction i) => i.Destination.Buffer == BufferId.Link;

    private static bool Receives(Instruction i) => i.B.Buffer == BufferId.Link;

    private static IEnumerable<(int A, int B)> Pairs(int count) =>
        Enumerable.Range(0, count).SelectMany(a => Enumerable.Range(a + 1, count - a - 1).Select(b => (a, b)));

    private static CompiledDesign Compile(SyncScheme scheme, UnitMode units) => ConnectedDesign.Compile(
        ConnectedDesign.Machine.WithUnits(units) with { Sync = ConnectedDesign.Machine.Sync with { Scheme = scheme } });

    private static void AssertProofReports(SyncScheme scheme, UnitMode units, Func<Instruction, bool> which, Func<Instruction, Instruction> by)
    {
        var design = Compile(scheme, units);
        var faults = MicrocodeFaults.Replace(design.Image, (program, pc) => which(program[pc]), by).ToList();
        Assert.NotEmpty(faults);
        Assert.All(faults, f => MicrocodeFaults.AssertProofReports(design, f));
    }
}
