using CimGen.Core.Diagnostics;

namespace CimGen.Cli;

/// <summary>Diagnostics on stderr, and the exit code that they lead to.</summary>
public static class ConsoleOutput
{
    public static int Print(IEnumerable<Diagnostic> diagnostics)
    {
        var code = ExitCode.Success;
        foreach (var diagnostic in diagnostics)
        {
            Console.Error.WriteLine(diagnostic);
            if (diagnostic.IsError && code == ExitCode.Success)
            {
                code = diagnostic.Descriptor.ExitCode;
            }
        }

        return (int)code;
    }
}
