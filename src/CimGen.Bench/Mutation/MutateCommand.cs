using System.CommandLine;
using CimGen.Flow;
using CimGen.Flow.Designs;

namespace CimGen.Bench.Mutation;

/// <summary><c>cimgen-bench mutate</c>: puts faults into the generated Verilog and counts those that the co-simulation sees.</summary>
public sealed class MutateCommand
{
    private readonly Option<string> _out = new("--out") { Description = "Folder for the results.", DefaultValueFactory = _ => "rtl-out/bench/mutate" };
    private readonly Option<int> _mutants = new("--mutants") { Description = "Mutants of all machines together.", DefaultValueFactory = _ => 600 };
    private readonly Option<int> _seed = new("--seed") { Description = "Chooses the mutants.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _jobs = new("--jobs") { Description = "Simulations and compilers at once.", DefaultValueFactory = _ => Environment.ProcessorCount };

    private MutateCommand()
    {
    }

    public static Command Create()
    {
        var options = new MutateCommand();
        var command = new Command("mutate", "Put faults into the generated Verilog and count those that the co-simulation sees.") { options._out, options._mutants, options._seed, options._jobs };
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var folder = Directory.CreateDirectory(parsed.GetRequiredValue(_out)).FullName;
        try
        {
            var design = DesignFileReader.Read("examples/fpga/design.yaml").Then(d => new DesignCompiler(Stage.Compare).Run(d));
            if (!design.Ok)
            {
                return ConsoleDiagnostics.Fail(design.Diagnostics);
            }

            var netlist = new MutantNetlist(folder, design.Value);
            var mutants = MutantSelection.Choose(netlist.List(), parsed.GetValue(_mutants), parsed.GetValue(_seed));
            netlist.Write(mutants);
            var model = new MutantModel(folder);
            model.Build(parsed.GetValue(_jobs));
            var scripts = new Dictionary<string, HostScript> { ["images"] = HostScripts.Images(design.Value, 1, 0), ["stalls"] = HostScripts.Images(design.Value, 1, 5) };
            foreach (var run in model.Run(scripts, mutants.Length, parsed.GetValue(_jobs)))
            {
                var mutant = mutants[run.Number - 1];
                Console.WriteLine($"{run.Number} {(run.Killed ? "killed" : "SURVIVED")} {run.Cycles} {run.Script} {run.What} : {mutant.Module} {mutant.Mode} {mutant.Port} {mutant.Place} {mutant.Source}");
            }

            return 0;
        }
        catch (ToolException exception)
        {
            return ConsoleDiagnostics.Fail(exception);
        }
    }
}
