namespace CimGen.Mutation;

/// <summary>What became of a mutant.</summary>
/// <param name="Equivalent">It survived, and was proven to change nothing.</param>
public sealed record MutantResult(string Machine, Mutant Mutant, MutantRun Run, bool Equivalent)
{
    /// <summary>Nobody saw it, and it may do something.</summary>
    public bool Survives => !Run.Killed && !Equivalent;

    /// <summary>killed, equivalent or survived.</summary>
    public string Outcome => Run.Killed ? "killed" : Equivalent ? "equivalent" : "survived";
}
