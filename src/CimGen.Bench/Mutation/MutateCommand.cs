using System.CommandLine;

namespace CimGen.Bench.Mutation;

/// <summary><c>cimgen-bench mutate</c>: puts faults into the generated Verilog and counts those that the co-simulation sees.</summary>
public sealed class MutateCommand
{
    private readonly Option<string> _out = new("--out") { Description = "Folder for the results.", DefaultValueFactory = _ => "rtl-out/bench/mutate" };
    private readonly Option<int> _mutants = new("--mutants") { Description = "Mutants of all machines together.", DefaultValueFactory = _ => 600 };
    private readonly Option<int> _seed = new("--seed") { Description = "Chooses the mutants.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _jobs = new("--jobs") { Description = "Simulations and compilers at once.", DefaultValueFactory = _ => Environment.ProcessorCount };

    private readonly Option<string[]> _machines = new("--machine") { Description = "Machines to mutate [default: all]", AllowMultipleArgumentsPerToken = true };

    private MutateCommand()
    {
    }

    public static Command Create()
    {
        var options = new MutateCommand();
        var command = new Command("mutate", "Put faults into the generated Verilog and count those that the co-simulation sees.") { options._out, options._mutants, options._seed, options._jobs, options._machines };
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var folder = Directory.CreateDirectory(parsed.GetRequiredValue(_out)).FullName;
        try
        {
            foreach (var name in parsed.GetValue(_machines) is { Length: > 0 } some ? some : [.. MutationMachine.Names])
            {
                var machine = MutationMachine.Create(name);
                if (!machine.Ok)
                {
                    return ConsoleDiagnostics.Fail(machine.Diagnostics);
                }

                var place = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
                var netlist = new MutantNetlist(place, machine.Value.Design);
                var mutants = MutantSelection.Choose(netlist.List(), parsed.GetValue(_mutants), parsed.GetValue(_seed));
                netlist.Write(mutants);
                var model = new MutantModel(place);
                model.Build(parsed.GetValue(_jobs));
                foreach (var run in model.Run(machine.Value.Scripts(netlist.Hash), mutants.Length, parsed.GetValue(_jobs)))
                {
                    var mutant = mutants[run.Number - 1];
                    Console.WriteLine($"{run.Number} {(run.Killed ? "killed" : "SURVIVED")} {run.Cycles} {run.Script} {run.What} : {mutant.Module} {mutant.Mode} {mutant.Port} {mutant.Place} {mutant.Source}");
                }
            }

            return 0;
        }
        catch (ToolException exception)
        {
            return ConsoleDiagnostics.Fail(exception);
        }
    }
}
