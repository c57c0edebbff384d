namespace CimGen.Core.Diagnostics;

/// <summary>
/// One entry of the diagnostics catalogue: what <c>cimgen explain CODE</c> and docs/diagnostics.md print.
/// Each room declares its own in one static class, with one factory method per code.
/// </summary>
/// <param name="Code">Stable code, <c>CIM</c> and four digits; the first two name the room.</param>
/// <param name="Title">What is wrong in general, in a few words.</param>
/// <param name="Explanation">Why it is an error and what a user can do, in a few sentences.</param>
/// <param name="ExitCode">The exit code of a run that ends with this diagnostic; success for a warning.</param>
public sealed record DiagnosticDescriptor(string Code, string Title, string Explanation, ExitCode ExitCode = ExitCode.BadInput)
{
    /// <summary>An error of this kind. <paramref name="message"/> reads "what is wrong; what to do", on one line whatever names are in it.</summary>
    public Diagnostic Error(SourceLocation location, string message) => new(this, Severity.Error, location, Printable.Line(message));

    /// <summary>An error whose message has further lines of our own, each behind two spaces. Names in it must be printable.</summary>
    public Diagnostic ErrorWithLines(SourceLocation location, string message) => new(this, Severity.Error, location, Printable.Lines(message));

    /// <summary>A warning of this kind.</summary>
    public Diagnostic Warning(SourceLocation location, string message) => new(this, Severity.Warning, location, Printable.Line(message));
}
