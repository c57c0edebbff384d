namespace CimGen.Machines.Images;

/// <summary>A CALL that the schedule contains: which core calls which counter of which core.</summary>
public readonly record struct SyncEdge(int Caller, int Callee, int Counter);
