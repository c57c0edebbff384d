using CimGen.Core.Diagnostics;
using CimGen.Core.Files;
using CimGen.Core.Yaml;
using CimGen.Flow;

namespace CimGen.Cli;

/// <summary>Diagnostics on stderr, and the exit code that they lead to.</summary>
public static class ConsoleOutput
{
    public static int Print(IEnumerable<Diagnostic> diagnostics)
    {
        Termination.Await();
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

    /// <summary>For a flow that ended early: in an error, or where <c>--stop-after</c> wanted it to.</summary>
    public static int PrintStopped(IEnumerable<Diagnostic> diagnostics, string folder, Stage stop)
    {
        var code = Print(diagnostics);
        if (code == (int)ExitCode.Success)
        {
            Console.WriteLine($"{folder}: stopped after {EnumNames.Of(stop)}");
        }

        return code;
    }
}
