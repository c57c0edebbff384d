using CimGen.Core.Diagnostics;

namespace CimGen.Bench;

/// <summary>Diagnostics that end a benchmark.</summary>
public static class ConsoleDiagnostics
{
    /// <returns>The exit code of the first error.</returns>
    public static int Fail(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Console.Error.WriteLine(diagnostic);
        }

        return (int)diagnostics.First(d => d.IsError).Descriptor.ExitCode;
    }

    /// <summary>Prints what a tool lacks or did; the exit code.</summary>
    public static int Fail(ToolException exception)
    {
        Console.Error.WriteLine($"cimgen-bench: error: {exception.Message}");
        return (int)ExitCode.ToolFailure;
    }
}
