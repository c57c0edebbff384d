namespace CimGen.Core.Diagnostics;

/// <summary>One finding about the input, printed as <c>file(line,col): error CIM0123: what is wrong; what to do</c>.</summary>
public sealed record Diagnostic(DiagnosticDescriptor Descriptor, Severity Severity, SourceLocation Location, string Message)
{
    public string Code => Descriptor.Code;

    public bool IsError => Severity == Severity.Error;

    public override string ToString() =>
        $"{Location}: {(IsError ? "error" : "warning")} {Code}: {Message}";
}
