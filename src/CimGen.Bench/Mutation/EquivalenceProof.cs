using System.Globalization;
using CimGen.Bench.Synthesis;

namespace CimGen.Bench.Mutation;

/// <summary>
/// Proofs that a mutant changes nothing that the hardware shows. Registers, memories and, in a module alone, instances are cut out: what they
/// show may be anything, the same with and without the mutant, and what goes into them has to be equal. By induction over time then all is.
/// </summary>
/// <param name="folder">Of a <see cref="MutantNetlist"/>.</param>
public sealed class EquivalenceProof(string folder)
{
    private const string Machine = "machine.il";
    private const int TimeLimitSeconds = 30;

    /// <summary>The trace is no hardware, and no bus stalls for a simulation.</summary>
    private static readonly string[] Hardware = ["setattr -unset keep w:*", "setundef -undriven -zero"];

    /// <summary>Small memories become registers, whose inputs count only when they are enabled.</summary>
    private const string SmallMemories = "memory_map t:$mem_v2 r:SIZE<=64 %i";

    /// <summary>Registers become ports, bit by bit, and those that nothing uses go.</summary>
    private static readonly string[] Cut =
    [
        "opt -nodffe -nosdff", "wreduce", "opt -nodffe -nosdff", "dffunmap", "opt_expr", "simplemap t:$dff", "opt_expr", "opt_clean -purge",
        "rename -enumerate -pattern ff_% t:$_DFF_P_", "expose -evert c:*", "opt_clean",
    ];

    /// <summary>In the module alone, with any inputs: quick.</summary>
    /// <exception cref="ToolException">Yosys fails.</exception>
    public bool HoldsInModule(int number, Mutant mutant) =>
        Holds(number, "module", [$"read_rtlil {MutantNetlist.Mutated}", $"hierarchy -top {mutant.Netlist}", .. Hardware, SmallMemories, .. Cut, "rename -top top"]);

    /// <summary>In the whole machine, where inputs are tied and outputs are not used.</summary>
    /// <exception cref="ToolException">Yosys fails.</exception>
    public bool HoldsInMachine(int number)
    {
        lock (folder)
        {
            if (!File.Exists(Path.Combine(folder, Machine)))
            {
                Tool.Yosys(folder, "machine.ys", [$"read_rtlil {MutantNetlist.Mutated}", "hierarchy -top cim_top", .. Hardware, "flatten", .. Cut, "rename -top top", $"write_rtlil {Machine}"]);
            }
        }

        return Holds(number, "machine", [$"read_rtlil {Machine}"]);
    }

    private bool Holds(int number, string scope, IEnumerable<string> source)
    {
        var result = string.Create(CultureInfo.InvariantCulture, $"proof_{number}_{scope}");
        Tool.Yosys(folder, $"{result}.ys",
        [
            .. source,

            // One input switches the mutant; all outputs go that it does not reach.
            "delete -port top/w:mutsel", "add -input mutant 1", "cd top",
            .. Enumerable.Range(0, MutantNetlist.ControlWidth).Select(bit => string.Create(CultureInfo.InvariantCulture, $"connect -set mutsel[{bit}] {((number >> bit & 1) != 0 ? "mutant" : "1'0")}")),
            "cd", "opt_expr", "opt_clean", "select -set reached i:mutant %coe*", "select -set unseen o:* @reached %d", "delete -output @unseen",
            "add -output zero 1", "cd top", "connect -set zero 1'0", "cd", "opt_clean -purge",
            "rename -top gold", "copy gold gate", "delete -port gold/w:mutant", "delete -port gate/w:mutant",
            "cd gold", "connect -set mutant 1'0", "cd gate", "connect -set mutant 1'1", "cd",
            "miter -equiv -flatten gold gate miter", "hierarchy -top miter", "opt -fine",
            string.Create(CultureInfo.InvariantCulture, $"tee -q -o {result}.txt sat -prove trigger 0 -timeout {TimeLimitSeconds} miter"),
        ]);
        return File.ReadAllText(Path.Combine(folder, $"{result}.txt")).Contains("SUCCESS!", StringComparison.Ordinal);
    }
}
