using System.Globalization;
using CimGen.Synthesis;

namespace CimGen.Mutation;

/// <summary>
/// Proofs that a mutant changes nothing that the hardware shows. Registers, memories and, in a module alone, instances are cut out: what they
/// show may be anything, the same with and without the mutant, and what goes into them has to be equal. By induction over time then all is.
/// </summary>
public sealed class EquivalenceProof
{
    private const string Mutated = "proofs.il";
    private const string Machine = "machine.il";
    private const int TimeLimitSeconds = 30;

    /// <summary>The trace is no hardware, and no bus stalls for a simulation. What an index beyond its vector selects is X, which may be anything.</summary>
    private static readonly string[] Hardware = ["setattr -unset keep w:*", "setundef -undriven -zero", $"techmap -map {MutationResources.Indices}"];

    /// <summary>Small memories become registers, whose inputs count only when they are enabled.</summary>
    private const string SmallMemories = "memory_map t:$mem_v2 r:SIZE<=64 %i";

    /// <summary>Registers that never leave the value of the reset: a counter that nobody calls.</summary>
    private static readonly string[] Constant = ["opt", "opt_dff -sat", "opt_expr"];

    /// <summary>Registers become ports, bit by bit, and those that nothing uses go.</summary>
    private static readonly string[] Cut =
    [
        "opt -nodffe -nosdff", "wreduce", "opt -nodffe -nosdff", "dffunmap", "opt_expr", "simplemap t:$dff", "opt_expr", "opt_clean -purge",
        "rename -enumerate -pattern ff_% t:$_DFF_P_", "expose -evert c:*", "opt_clean",
    ];

    private readonly string _folder;
    private readonly Lock _machine = new();

    /// <param name="folder">Of a <see cref="MutantNetlist"/>.</param>
    /// <param name="mutants">To be proven, by their numbers. Each gets an input of its own.</param>
    /// <exception cref="ToolException">Yosys fails.</exception>
    public EquivalenceProof(string folder, IEnumerable<(int Number, Mutant Mutant)> mutants)
    {
        _folder = folder;
        Yosys.Run(folder, "proofs.ys", [$"read_rtlil {MutantNetlist.Base}", .. mutants.Select(m => m.Mutant.WithControl(Input(m.Number), 1, 1)), $"write_rtlil {Mutated}"]).OrThrow();
    }

    /// <summary>In the module alone, with any inputs: quick.</summary>
    /// <exception cref="ToolException">Yosys fails.</exception>
    public bool HoldsInModule(int number, Mutant mutant) =>
        Holds(number, "module", [$"read_rtlil {Mutated}", $"hierarchy -top {mutant.Netlist}", .. Hardware, SmallMemories, .. Cut, "rename -top top"]);

    /// <summary>In the whole machine, where inputs are tied and outputs are not used.</summary>
    /// <exception cref="ToolException">Yosys fails.</exception>
    public bool HoldsInMachine(int number)
    {
        lock (_machine)
        {
            if (!File.Exists(Path.Combine(_folder, Machine)))
            {
                Yosys.Run(_folder, "machine.ys", [$"read_rtlil {Mutated}", "hierarchy -top cim_top", .. Hardware, "flatten", .. Constant, .. Cut, "rename -top top", $"write_rtlil {Machine}"]).OrThrow();
            }
        }

        return Holds(number, "machine", [$"read_rtlil {Machine}"]);
    }

    private static string Input(int number) => string.Create(CultureInfo.InvariantCulture, $"mutant_{number}");

    private bool Holds(int number, string scope, IEnumerable<string> source)
    {
        var result = string.Create(CultureInfo.InvariantCulture, $"proof_{number}_{scope}");
        Yosys.Run(_folder, $"{result}.ys",
        [
            .. source,

            // The other mutants are off; all outputs go that this one does not reach.
            "cd top", $"rename {Input(number)} mutant", "cd", $"delete -port top/w:{Input(0)[..^1]}*", "setundef -undriven -zero",
            "select -set reached i:mutant %coe*", "select -set unseen o:* @reached %d", "delete -output @unseen",
            "add -output zero 1", "cd top", "connect -set zero 1'0", "cd", "opt_clean -purge",
            "rename -top gold", "copy gold gate", "delete -port gold/w:mutant", "delete -port gate/w:mutant",
            "cd gold", "connect -set mutant 1'0", "cd gate", "connect -set mutant 1'1", "cd",
            "miter -equiv -flatten gold gate miter", "hierarchy -top miter", "opt -fine",
            string.Create(CultureInfo.InvariantCulture, $"tee -q -o {result}.txt sat -prove trigger 0 -timeout {TimeLimitSeconds} miter"),
        ]).OrThrow();
        return File.ReadAllText(Path.Combine(_folder, $"{result}.txt")).Contains("SUCCESS!", StringComparison.Ordinal);
    }
}
