using System.Collections.Immutable;
using CimGen.Machines.Images;
using CimGen.Machines.Programs;

namespace CimGen.Reports;

/// <summary>Values that were moved, by kind, and what they come to on the bus: as executed, and in the account of Pelke et al.</summary>
/// <param name="ValuesByKind">Indexed by <see cref="TrafficKind"/>; a CALL counts as one value.</param>
/// <param name="CallsOnBus">Whether a CALL is a transfer of four bytes; else it has wires of its own.</param>
public sealed record TrafficTotals(ImmutableArray<long> ValuesByKind, bool CallsOnBus)
{
    /// <summary>From what was executed; what a multicast group loads counts once.</summary>
    /// <param name="executed">How often each core issued each instruction: [core][pc].</param>
    public static TrafficTotals Of(MachineImage image, ImmutableArray<ImmutableArray<long>> executed, bool callsOnBus)
    {
        var totals = new long[Enum.GetValues<TrafficKind>().Length];
        var leaders = image.MulticastGroups.Select(g => (g.Cores[0], g.ForInputs)).ToHashSet();
        for (var core = 0; core < image.Cores.Length; core++)
        {
            var (program, notes) = (image.Cores[core].Program, image.Cores[core].Notes);
            for (var pc = 0; pc < notes.Length; pc++)
            {
                if (notes[pc].Traffic is var kind and not TrafficKind.None)
                {
                    var step = image.Reader.Step(program[pc]);
                    var joins = step.Kind == StepKind.JointLoad && !leaders.Contains((core, step.IntoInput));
                    var bytes = kind == TrafficKind.Call ? kind.BytesPerValue() : joins ? 0 : step.Bytes;
                    totals[(int)kind] += executed[core][pc] * bytes / kind.BytesPerValue();
                }
            }
        }

        return new TrafficTotals([.. totals], callsOnBus);
    }

    /// <summary>Values loaded of inputs and partial sums: LOAD of the paper's table II.</summary>
    public long Loaded => Values(TrafficKind.IfmLoad) + Values(TrafficKind.PartialSumLoad);

    /// <summary>Values stored of outputs and partial sums: STORE of the paper's table II.</summary>
    public long Stored => Values(TrafficKind.OfmStore) + Values(TrafficKind.PartialSumStore);

    /// <summary>CALLs executed.</summary>
    public long Calls => Values(TrafficKind.Call);

    /// <summary>Biases and words of requantization parameters loaded; the paper counts neither.</summary>
    public long Parameters => Values(TrafficKind.BiasLoad) + Values(TrafficKind.ParameterLoad);

    /// <summary>All bytes on the bus: 4 per partial sum, bias and CALL, 1 per activation.</summary>
    public long TotalBytes => Enum.GetValues<TrafficKind>().Sum(Bytes);

    /// <summary>Share of CALLs in the bytes on the bus.</summary>
    public double CallShare => (double)Bytes(TrafficKind.Call) / TotalBytes;

    /// <summary>All bytes as the paper counts: 1 per value, 4 per CALL, no biases and parameters.</summary>
    public long PaperBytes => Loaded + Stored + (Calls * TrafficKind.Call.BytesPerValue());

    /// <summary>Share of CALLs in the paper's account.</summary>
    public double PaperCallShare => (double)(Calls * TrafficKind.Call.BytesPerValue()) / PaperBytes;

    /// <summary>Values of a kind.</summary>
    public long Values(TrafficKind kind) => ValuesByKind[(int)kind];

    /// <summary>Bytes of a kind on the bus.</summary>
    public long Bytes(TrafficKind kind) => kind == TrafficKind.Call && !CallsOnBus ? 0 : Values(kind) * kind.BytesPerValue();
}
