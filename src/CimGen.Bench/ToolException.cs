namespace CimGen.Bench;

/// <summary>A tool that a benchmark needs is missing or failed.</summary>
public sealed class ToolException(string message) : Exception(message);
