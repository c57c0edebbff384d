namespace CimGen.Simulation;

/// <summary>Sees what cores store, in the order of the bus grants; for checks of intermediate results.</summary>
public interface IStoreObserver
{
    /// <param name="cycle">Of the grant.</param>
    /// <param name="core">The core that stores.</param>
    /// <param name="programCounter">Index of its instruction.</param>
    /// <param name="address">Byte address in shared memory.</param>
    /// <param name="bytes">What it stores; valid during the call only.</param>
    void Stored(long cycle, int core, int programCounter, int address, ReadOnlySpan<byte> bytes);
}
