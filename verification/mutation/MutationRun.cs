using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Mutation;

/// <summary>Mutates a machine, simulates all mutants and tries to prove those equivalent that survive.</summary>
/// <param name="folder">For what is made on the way.</param>
/// <param name="examples">Folder of the examples.</param>
/// <param name="jobs">Programs at once.</param>
public sealed class MutationRun(string folder, string examples, int jobs)
{
    /// <summary>Chooses and runs mutants of a machine.</summary>
    /// <param name="name">Of the machine.</param>
    /// <param name="count">Mutants, about.</param>
    /// <param name="seed">Chooses them.</param>
    /// <exception cref="ToolException">A tool is missing or fails, or the machine differs from the golden model without any mutant.</exception>
    public Result<IReadOnlyList<MutantResult>> Run(string name, int count, int seed) =>
        MutationMachine.Create(name, examples).Then(machine => Result.Success<IReadOnlyList<MutantResult>>(Run(machine, count, seed)));

    private ImmutableArray<MutantResult> Run(MutationMachine machine, int count, int seed)
    {
        var place = Path.Combine(folder, machine.Name);
        if (Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }

        Directory.CreateDirectory(place);
        var netlist = new MutantNetlist(place, machine.Design);
        var mutants = MutantSelection.Choose(netlist.List(), count, seed);
        netlist.Write(mutants);
        var model = new MutantModel(place);
        model.Build(jobs);
        var runs = model.Run(machine.Scripts(netlist.Hash), mutants.Length, jobs);
        var proof = new EquivalenceProof(place, runs.Where(r => !r.Killed).Select(r => (r.Number, mutants[r.Number - 1])));
        return [.. runs.AsParallel().AsOrdered().WithDegreeOfParallelism(jobs).Select(run => Judge(machine, mutants[run.Number - 1], run, proof))];
    }

    private static MutantResult Judge(MutationMachine machine, Mutant mutant, MutantRun run, EquivalenceProof proof) =>
        new(machine.Name, mutant, run, !run.Killed && (proof.HoldsInModule(run.Number, mutant) || proof.HoldsInMachine(run.Number)));
}
