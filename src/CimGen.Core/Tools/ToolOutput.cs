namespace CimGen.Core.Tools;

/// <summary>What a program left.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">All of its stdout.</param>
/// <param name="Errors">All of its stderr.</param>
public sealed record ToolOutput(int Code, string Output, string Errors)
{
    /// <summary>All that it printed.</summary>
    public string All => Output + Errors;
}
