using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Core.Tools;

/// <summary>What can be wrong with programs that we start, CIM0020 to CIM0029.</summary>
public static class ToolDiagnostics
{
    public static readonly DiagnosticDescriptor MissingError = new(
        "CIM0020", "A program is missing", "This step needs a program that is not installed. On Debian and Ubuntu the package mostly has the program's name.", ExitCode.ToolFailure);

    public static readonly DiagnosticDescriptor FailedError = new(
        "CIM0021", "A program failed", "A program ended with another exit code than 0; the message shows what it said about that.", ExitCode.ToolFailure);

    public static readonly DiagnosticDescriptor TooLongError = new(
        "CIM0022", "A program took too long", "A program was stopped because it passed its limit of time.", ExitCode.ToolFailure);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [MissingError, FailedError, TooLongError];

    public static Diagnostic Missing(string program) =>
        MissingError.Error(SourceLocation.None, $"'{program}' is not installed; install it, or check PATH");

    public static Diagnostic Failed(string program, ToolOutput output, string folder) =>
        FailedError.Error(SourceLocation.None, $"{program} ended with code {output.Code}: {Reason(output)}; what it was given lies in {folder}");

    public static Diagnostic TooLong(string program, TimeSpan limit) =>
        TooLongError.Error(SourceLocation.None, FormattableString.Invariant($"{program} was stopped after {limit.TotalSeconds:0.#} s; run it again on a machine that has less to do"));

    /// <summary>The first line that speaks of an error, else the last one.</summary>
    private static string Reason(ToolOutput output)
    {
        var lines = (output.Errors + output.Output).Trim().Split('\n');
        return (lines.FirstOrDefault(l => l.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines[^1]).Trim();
    }
}
