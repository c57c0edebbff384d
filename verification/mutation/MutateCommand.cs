using System.CommandLine;
using CimGen.Core.Diagnostics;
using CimGen.Core.Tables;

namespace CimGen.Mutation;

/// <summary><c>cimgen-mutate</c>: puts faults into the generated Verilog and counts those that the co-simulation sees.</summary>
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

    public static RootCommand Create()
    {
        var options = new MutateCommand();
        var command = new RootCommand("Put faults into the generated Verilog and count those that the co-simulation sees; fails when one survives without an explanation.")
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
        Console.WriteLine(modules.Aligned());
        Console.WriteLine(scripts.Aligned());
        File.WriteAllText(Path.Combine(folder, "modules.csv"), modules.Csv());
        File.WriteAllText(Path.Combine(folder, "mutants.csv"), MutationTable.Mutants(results).Csv());
        if (docs is not null)
        {
            var page = Path.Combine(docs, "mutation.md");
            File.WriteAllText(page, File.ReadAllText(page)
                .WithSection("modules", modules.Markdown())
                .WithSection("scripts", scripts.Markdown())
                .WithSection("survivors", MutationTable.Survivors(results, reasons).Markdown()));
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
                results.AddRange(run.Run(name, parsed.GetValue(_mutants) / names.Length, parsed.GetValue(_seed)).OrThrow());
            }
        }
        catch (ToolException exception)
        {
            Console.Error.WriteLine($"cimgen-mutate: {exception.Message}");
            return (int)ExitCode.ToolFailure;
        }

        var reasons = Survivors.Parse(File.ReadLines(parsed.GetRequiredValue(_survivors)));
        Report(results, reasons, folder, names.Length == MutationMachine.Names.Length ? parsed.GetValue(_docs) : null);
        var unexplained = results.Where(r => r.Survives && reasons.Reason(r.Mutant) is null).ToList();
        unexplained.ForEach(r => Console.Error.WriteLine($"{r.Machine} {r.Run.Number}: survives without an explanation: {r.Mutant.Place}\n{r.Mutant.Key}"));
        return unexplained.Count == 0 ? 0 : Unexplained;
    }
}
