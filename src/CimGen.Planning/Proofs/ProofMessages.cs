using CimGen.Core.Diagnostics;
using CimGen.Machines.Effects;
using CimGen.Machines.Images;

namespace CimGen.Planning.Proofs;

/// <summary>What the execution finds, with cores, instructions and layers named.</summary>
internal sealed class ProofMessages(MachineImage image, IEffectWalk[] walks, CallTables calls, Links links, MeetingGroups groups)
{
    public Diagnostic NoLink(int core, in Effect e) => ProofDiagnostics.BadInstruction(Where(core, e.Step), "the core has no such link");

    public Diagnostic NoGroup(int core, in Effect e) => ProofDiagnostics.BadInstruction(Where(core, e.Step), "the core is in no multicast group");

    public Diagnostic OtherBytes(int member, in Effect theirs, int core, in Effect e) => ProofDiagnostics.BadInstruction(
        Where(member, theirs.Step), $"it loads other bytes than {Where(core, e.Step)}, which is in its multicast group");

    /// <summary>A race, or a load of what nobody wrote.</summary>
    public Diagnostic Disorder(int core, in Effect e, in Conflict conflict) => conflict.Rival is { } rival
        ? ProofDiagnostics.Race(Where(core, e.Step), Where(rival.Core, rival.Step), e.Memory, conflict.Address)
        : ProofDiagnostics.Unwritten($"{Where(core, e.Step)} loads", e.Memory, conflict.Address);

    /// <summary>Nobody can go on and some still wait.</summary>
    public Diagnostic? Stuck(Effect?[] waiting)
    {
        var cores = Enumerable.Range(0, waiting.Length).Where(c => waiting[c] is not null).Take(8).ToList();
        return cores.Count == 0 ? null : ProofDiagnostics.Deadlock(cores.Select(c => $"{Where(c, waiting[c]!.Value.Step)} {Wanted(c, waiting[c]!.Value)}"));
    }

    /// <summary>Words that stay on a link would meet a program that ends: something is missing.</summary>
    public Diagnostic? Untaken() => links.Untaken() is { } link
        ? ProofDiagnostics.BadInstruction($"core {link.To}", $"it never takes {link.Words} words that core {link.From} sends")
        : null;

    public Diagnostic? Unstored(ShadowMemories memories) => image.Outputs
        .Select(output => memories.FirstUnstored(output) is { } address ? ProofDiagnostics.Unwritten("the host reads the output", output.Memory, address) : null)
        .FirstOrDefault(d => d is not null);

    private string Wanted(int core, Effect e) => e.Kind switch
    {
        EffectKind.Wait => $"wants {e.Value} in counter {e.Counter} and gets {calls[core, e.Counter].Count}",
        EffectKind.Meet => $"waits for the cores {string.Join(' ', groups.Missing(groups.Of(core, e)!, e))} of its multicast group",
        _ when links.Blocked(core, e) is { ToSend: true } blocked => $"waits for core {blocked.Core} to send",
        _ => $"waits for core {links.Blocked(core, e)?.Core} to receive",
    };

    private string Where(int core, int step)
    {
        var notes = image.Cores[core].Notes;
        var where = walks[core].Where(step);
        return notes.IsDefaultOrEmpty ? where : $"{where} of layer {notes[Math.Min(step, notes.Length - 1)].Layer}";
    }
}
