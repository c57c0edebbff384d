using System.CommandLine;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen explain CODE</c>.</summary>
public static class ExplainCommand
{
    public static Command Create()
    {
        var code = new Argument<string?>("code") { Description = "For example CIM0501", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Print the whole catalogue (docs/diagnostics.md)." };
        var command = new Command("explain", "Explain a diagnostic.") { code, all };
        command.SetAction(parsed => Run(parsed.GetValue(code), parsed.GetValue(all)));
        return command;
    }

    private static int Run(string? code, bool all)
    {
        if (all)
        {
            Console.Write(DiagnosticCatalogue.Markdown());
            return 0;
        }

        if (code is null)
        {
            return ConsoleOutput.Print([CliDiagnostics.BadOption("no code is given; 'cimgen explain CIM0501' explains one, 'cimgen explain --all' lists them")]);
        }

        var found = DiagnosticCatalogue.All.FirstOrDefault(d => d.Code.Equals(code, StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            return ConsoleOutput.Print([CliDiagnostics.BadOption($"there is no diagnostic '{code}'; 'cimgen explain --all' lists them")]);
        }

        Console.WriteLine($"{found.Code}: {found.Title}\n\n{found.Explanation}");
        return 0;
    }
}
