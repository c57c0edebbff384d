namespace CimGen.Machines;

/// <summary>The bus that joins cores, host and shared memory.</summary>
/// <param name="WidthBytes">Bytes that one beat carries: 4, 8, 16, 32 or 64.</param>
/// <param name="Topology">How the cores reach it.</param>
public sealed record Bus(int WidthBytes, BusTopology Topology = BusTopology.Flat);
