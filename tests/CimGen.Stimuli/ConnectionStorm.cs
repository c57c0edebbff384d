using CimGen.Crossbars.Model;
using CimGen.Flow;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Planning.Proofs;

namespace CimGen.Stimuli;

/// <summary>
/// A design whose cores first press its links and multicast groups harder than schedules do: senders run ahead of receivers until their links
/// are full, all along a chain; the first core of a group loads alone while the others wait for it, and they for it.
/// </summary>
public static class ConnectionStorm
{
    private const int Vectors = 4;
    private const int Delay = 60;

    private static readonly Operand Sum = new(BufferId.Sum);
    private static readonly Operand Opd = new(BufferId.Opd);
    private static readonly Operand Link = new(BufferId.Link);

    /// <summary>The design with such prologues.</summary>
    public static CompiledDesign Of(CompiledDesign design)
    {
        var image = design.Image;
        var prologues = image.Cores.Select(_ => new List<Instruction>()).ToArray();
        AddLinks(design.Architecture, image, prologues);
        AddGroups(image, prologues);
        var storm = image with { Cores = [.. image.Cores.Select((c, i) => MicrocodeEdits.Surround(c, prologues[i], []))] };
        ScheduleProver.Run(design.Architecture, storm, design.Design.Kinds.Controller.Effects).Required();
        return design with { Image = storm };
    }

    /// <summary>Vectors go from the first core of a chain or ring through all others; each begins later than the one before it.</summary>
    private static void AddLinks(Architecture architecture, MachineImage image, List<Instruction>[] prologues)
    {
        var next = image.Links.ToDictionary(l => l.From, l => l.To);
        var columns = architecture.Crossbar.Columns;
        while (next.Count > 0)
        {
            var first = next.Keys.Except(next.Values).Concat(next.Keys).First();
            var source = Opd;
            var delay = 0;
            for (var core = first; ;)
            {
                var back = core == first && source == Link;
                var sends = next.Remove(core, out var to);
                prologues[core].AddRange(back ? [] : [Instruction.Add(1, 0, 1 + delay), Instruction.Loop(1, prologues[core].Count + 1)]);
                for (var i = 0; i < Vectors; i++)
                {
                    prologues[core].AddRange([Instruction.VSet(Opd, (100 * core) + i, columns), Instruction.VAdd(sends ? Link : Sum, Opd, source, columns)]);
                }

                if (!sends)
                {
                    break;
                }

                (core, source, delay) = (to, Link, delay + Delay);
            }
        }
    }

    private static void AddGroups(MachineImage image, List<Instruction>[] prologues)
    {
        var alone = Instruction.Load(BufferId.In, 0, 5, 0, image.Inputs[0].Address + 2);
        foreach (var group in image.MulticastGroups)
        {
            var load = Instruction.MLoad(group.ForInputs ? BufferId.In : BufferId.Rqp, 1, 6, 0, image.Inputs[0].Address + 3);
            foreach (var core in group.Cores)
            {
                prologues[core].AddRange(core == group.Cores[0] ? [alone, alone, load, alone] : [load, alone, alone]);
            }
        }
    }
}
