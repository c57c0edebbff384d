namespace CimGen.Planning.Proofs;

/// <summary>An access: a core, the core's epoch, and the instruction. Core -1 is the host, before the run.</summary>
internal readonly record struct Access(int Core, int Epoch, int Step);
