using System.CommandLine;
using System.CommandLine.Invocation;
using CimGen.Core.Diagnostics;

namespace CimGen.Cli.Commands;

/// <summary>All commands.</summary>
public static class CommandLine
{
    /// <summary>Runs the command that the arguments name; without arguments, shows the help.</summary>
    /// <returns>The exit code of the process.</returns>
    public static int Run(string[] arguments)
    {
        var parsed = Build().Parse(arguments is [] ? ["--help"] : arguments);
        if (parsed.Action is ParseErrorAction)
        {
            return ConsoleOutput.Print(parsed.Errors.Select(e => e.Message).Distinct().Select(m => Report(m, parsed.CommandResult.Command)));
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ConsoleOutput.Print([CliDiagnostics.SystemRefused(exception.Message)]);
        }
    }

    /// <summary>The root command with all others.</summary>
    public static RootCommand Build() => new("Generates compute-in-memory accelerators and verifies them: network + architecture in, checked Verilog and microcode out.")
    {
        ImportCommand.Create(),
        QuantizeCommand.Create(),
        BuildCommand.Create(),
        CosimCommand.Create(),
        AccuracyCommand.Create(),
        FpgaCommand.Create(),
        SweepCommand.Create(),
        IsaCommand.Create(),
        OperatorsCommand.Create(),
        DisasmCommand.Create(),
        SpecCommand.Create(),
        ExplainCommand.Create(),
    };

    // Our own options say what to do; the parser's messages do not.
    private static Diagnostic Report(string message, Command command) => CliDiagnostics.BadOption(
        message.Contains(';', StringComparison.Ordinal) ? message : $"{message.TrimEnd('.')}; see '{(command is RootCommand ? "cimgen" : $"cimgen {command.Name}")} --help'");
}
