using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Effects;
using CimGen.Machines.Images;

namespace CimGen.Planning.Proofs;

/// <summary>First pass, core by core: totals of CALLs, the granules, everything local to a core.</summary>
/// <param name="unordered">Counters whose calls are known to have no order.</param>
internal sealed class Survey(Architecture architecture, MachineImage image, IEffectSource effects, IReadOnlySet<int> unordered)
{
    public CallTables Calls { get; } = new(image.Cores.Length, architecture.Sync.Counters, unordered);

    public Granules Granules { get; } = new(architecture.Memory.SizeBytes);

    public long HighestAddress { get; private set; }

    /// <summary>What is wrong with a program for itself; null when nothing is.</summary>
    public Diagnostic? Take()
    {
        Granules.Touch(image);
        for (var core = 0; core < image.Cores.Length; core++)
        {
            var walk = effects.Walk(architecture, core, image.Cores[core], followsResults: false);
            for (var e = walk.Next(); e.Kind != EffectKind.End; e = walk.Next())
            {
                if ((e.Kind is EffectKind.Load or EffectKind.Meet or EffectKind.Store ? Transfer(core, e) : Other(core, e)) is { } wrong)
                {
                    return ProofDiagnostics.BadInstruction(walk.Where(e.Step), wrong);
                }
            }

            if (walk.Fault is { } fault)
            {
                return ProofDiagnostics.BadInstruction($"core {core}", fault);
            }
        }

        return Calls.HighestCount > Sync.CounterMax
            ? ProofDiagnostics.BadInstruction("counters", $"one would reach {Calls.HighestCount}, more than its {Sync.CounterWidth} bits hold")
            : null;
    }

    /// <summary>Only stores cross the network between tiles.</summary>
    private string? Transfer(int core, in Effect e)
    {
        var last = e.Address + e.Bytes - 1;
        var tile = architecture.PlaceOf(core).Tile;
        if (e.Memory.Tile != tile && (e.Kind != EffectKind.Store || (uint)e.Memory.Tile > (uint)architecture.PlaceOf(image.Cores.Length - 1).Tile))
        {
            return $"tile {tile} cannot {(e.Kind == EffectKind.Store ? "write" : "read")} a memory of tile {e.Memory.Tile}";
        }

        if (e.Address < 0 || last >= architecture.Memory.SizeBytes)
        {
            return $"bytes {e.Address}..{last} are outside shared memory";
        }

        Granules.Touch(e.Memory, e.Address, e.Bytes);
        HighestAddress = Math.Max(HighestAddress, last);
        return null;
    }

    private string? Other(int core, in Effect e)
    {
        if (!Calls.Has(e.Core, e.Counter))
        {
            return $"there is no counter {e.Counter} of core {e.Core}";
        }

        if (e.Kind == EffectKind.Call)
        {
            Calls.Announce(core, e.Core, e.Counter);
        }

        return null;
    }
}
