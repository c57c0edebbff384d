namespace CimGen.Core.Diagnostics;

/// <summary>What a process of ours ends with. When errors of several kinds were found, the first one decides.</summary>
public enum ExitCode
{
    Success = 0,
    BadInput = 1,
    Mismatch = 2,
    ToolFailure = 3,
}
