namespace CimGen.Machines;

/// <summary>The memory that all cores and the host share.</summary>
/// <param name="SizeBytes">A multiple of the bus width.</param>
/// <param name="LatencyCycles">From the address of a read to its data, at least 1.</param>
public sealed record SharedMemory(int SizeBytes, int LatencyCycles);
