using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Simulation;

namespace CimGen.Reports.Bounds;

/// <summary>How fast a compiled design could be at best, from what its cores execute: whatever the schedule and the machine are.</summary>
/// <param name="Whole">Of a run, from its first to its last cycle.</param>
/// <param name="Layers">Of each layer; without <see cref="BoundKind.Pipeline"/>.</param>
public sealed record DesignBounds(ScopeBounds Whole, ImmutableArray<ScopeBounds> Layers)
{
    /// <param name="run">Of the golden model with an ideal transport.</param>
    /// <param name="layers">Number of layers that notes of instructions refer to.</param>
    /// <exception cref="InvalidOperationException">The programs do not run to their end.</exception>
    public static DesignBounds Of(Architecture architecture, MachineImage image, RunSummary run, int layers)
    {
        return run.Ok
            ? new DesignBounds(
                Scope(architecture, image, Works(architecture, image, run, layer: null), beyond: 0, run.Cycles),
                [.. Enumerable.Range(0, layers).Select(l => Scope(architecture, image, Works(architecture, image, run, l), image.Reader.MostControl - 1, pipeline: null))])
            : throw new InvalidOperationException($"bounds of a design that ends in {run.Outcome}");
    }

    private static List<CoreWork> Works(Architecture architecture, MachineImage image, RunSummary run, int? layer)
    {
        var works = new List<CoreWork>();
        for (var core = 0; core < image.Cores.Length; core++)
        {
            var (program, notes) = (image.Cores[core].Program, image.Cores[core].Notes);

            // What a core does before its first load of an input it may do long before the layer begins.
            var first = layer is null ? 0 : Enumerable.Range(0, notes.Length).FirstOrDefault(pc => notes[pc].Layer == layer && notes[pc].Traffic == TrafficKind.IfmLoad, notes.Length);
            var work = new CoreWork(architecture, image, core);
            for (var pc = first; pc < notes.Length; pc++)
            {
                if (layer is null || notes[pc].Layer == layer)
                {
                    work.Add(program[pc], run.Executed[core][pc], run.Beats[core][pc]);
                }
            }

            works.Add(work);
        }

        return works;
    }

    /// <param name="beyond">Cycles that the controller may spend on the last instruction behind the end of the scope.</param>
    private static ScopeBounds Scope(Architecture architecture, MachineImage image, List<CoreWork> works, int beyond, long? pipeline)
    {
        var loads = works.Sum(w => w.ReadBeats);
        var stores = works.Sum(w => w.StoreBeats);
        return new ScopeBounds(
        [
            Busiest(BoundKind.Mvm, w => w.Mvm),
            Busiest(BoundKind.Gpeu, w => w.Gpeu),
            Busiest(BoundKind.LoadStore, w => w.LoadStore),
            Busiest(BoundKind.Program, w => Math.Max(0, w.Program - beyond)),
            new Bound(BoundKind.ReadChannel, loads),
            new Bound(BoundKind.WriteChannel, stores + works.Sum(w => w.CallBeats)),
            new Bound(BoundKind.MemoryPort, Math.Max(loads, stores)),
            .. pipeline is { } cycles ? [new Bound(BoundKind.Pipeline, cycles)] : Array.Empty<Bound>(),
        ]);

        Bound Busiest(BoundKind kind, Func<CoreWork, long> cycles) =>
            works.Select(w => new Bound(kind, cycles(w), w.Core)).MaxBy(b => b.Cycles)!;
    }
}
