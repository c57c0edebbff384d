namespace CimGen.Core.Diagnostics;

/// <summary>How grave a diagnostic is. Only errors stop the flow.</summary>
public enum Severity
{
    Warning,
    Error,
}
