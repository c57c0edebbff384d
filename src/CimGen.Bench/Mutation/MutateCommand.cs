using System.CommandLine;

namespace CimGen.Bench.Mutation;

/// <summary><c>cimgen-bench mutate</c>: puts faults into the generated Verilog and counts those that the co-simulation sees.</summary>
public sealed class MutateCommand
{
    private readonly Option<string> _out = new("--out") { Description = "Folder for the results.", DefaultValueFactory = _ => "rtl-out/bench/mutate" };
    private readonly Option<int> _mutants = new("--mutants") { Description = "Mutants of all machines together.", DefaultValueFactory = _ => 600 };
    private readonly Option<int> _seed = new("--seed") { Description = "Chooses the mutants.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _jobs = new("--jobs") { Description = "Programs at once.", DefaultValueFactory = _ => Environment.ProcessorCount };
    private readonly Option<string[]> _machines = new("--machine") { Description = $"Machines to mutate, of {string.Join(", ", MutationMachine.Names)} [default: all]", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _examples = new("--examples") { Description = "Folder of the examples.", DefaultValueFactory = _ => "examples" };
    private readonly Option<string> _survivors = new("--survivors") { Description = "File with the explanations of survivors.", DefaultValueFactory = _ => "verification/mutation/survivors.txt" };
    private readonly Option<string?> _docs = new("--docs") { Description = "Folder whose mutation.md gets the tables when all machines run [default: none]" };

    private MutateCommand()
    {
    }

    public static Command Create()
    {
        var options = new MutateCommand();
        var command = new Command("mutate", "Put faults into the generated Verilog and count those that the co-simulation sees; fails when one survives without an explanation.")
        {
            options._out, options._mutants, options._seed, options._jobs, options._machines, options._examples, options._survivors, options._docs,
        };
        command.SetAction(options.Run);
        return command;
    }

    /// <summary>The modules' table goes to the console, all three into the page.</summary>
    private static void Report(IReadOnlyList<MutantResult> results, Survivors reasons, string folder, string? docs)
    {
        var (modules, scripts) = (MutationTable.Modules(results), MutationTable.Scripts(results));
        modules.Print();
        scripts.Print();
        modules.WriteCsv(Path.Combine(folder, "modules.csv"));
        MutationTable.WriteCsv(Path.Combine(folder, "mutants.csv"), results);
        if (docs is not null)
        {
            var page = Path.Combine(docs, "mutation.md");
            modules.WriteSection(page, "modules");
            scripts.WriteSection(page, "scripts");
            File.WriteAllText(page, File.ReadAllText(page).WithSection("survivors", MutationTable.Survivors(results, reasons)));
        }
    }

    private int Run(ParseResult parsed)
    {
        const int Unexplained = 2;
        var folder = Directory.CreateDirectory(parsed.GetRequiredValue(_out)).FullName;
        var names = parsed.GetValue(_machines) is { Length: > 0 } some ? some : [.. MutationMachine.Names];
        var results = new List<MutantResult>();
        try
        {
            var run = new MutationRun(folder, parsed.GetRequiredValue(_examples), parsed.GetValue(_jobs));
            foreach (var name in names)
            {
                var machine = run.Run(name, parsed.GetValue(_mutants) / names.Length, parsed.GetValue(_seed));
                if (!machine.Ok)
                {
                    return ConsoleDiagnostics.Fail(machine.Diagnostics);
                }

                results.AddRange(machine.Value);
            }
        }
        catch (ToolException exception)
        {
            return ConsoleDiagnostics.Fail(exception);
        }

        var reasons = Survivors.Parse(File.ReadLines(parsed.GetRequiredValue(_survivors)));
        Report(results, reasons, folder, names.Length == MutationMachine.Names.Length ? parsed.GetValue(_docs) : null);
        var unexplained = results.Where(r => r.Survives && reasons.Reason(r.Mutant) is null).ToList();
        unexplained.ForEach(r => Console.Error.WriteLine($"{r.Machine} {r.Run.Number}: survives without an explanation: {r.Mutant.Place}\n{r.Mutant.Key}"));
        return unexplained.Count == 0 ? 0 : Unexplained;
    }
}
