using CimGen.Machines;
using CimGen.Machines.Images;

namespace CimGen.Simulation;

/// <summary>The golden model of a whole machine, loaded with an image. What memories hold stays from run to run.</summary>
public interface IGoldenMachine
{
    /// <summary>Shared memory, as the host sees it between runs.</summary>
    Span<byte> Memory { get; }

    /// <summary>Writes the image to where the programs expect it: the values of each input in the order y, x, channel.</summary>
    void WriteInput(ReadOnlySpan<sbyte> values);

    /// <summary>Reads the result: the values of each output in the order y, x, channel.</summary>
    sbyte[] ReadOutput();

    /// <summary>Starts all cores and runs until they have halted, or cannot go on, or the limit is passed.</summary>
    /// <param name="number">Number of the run (image), for the trace.</param>
    /// <param name="sink">Takes the trace; null for none, which is faster.</param>
    /// <param name="cycleLimit">Highest cycle count that is no failure.</param>
    /// <param name="stores">Sees what cores store; null for none.</param>
    RunSummary Run(int number, ITraceSink? sink, long cycleLimit, IStoreObserver? stores = null);
}

/// <summary>Makes the golden model of a machine.</summary>
/// <param name="unit">Makes the compute unit of each core.</param>
/// <param name="stallSeed">Seed of random bus stalls; 0 for none.</param>
/// <param name="idealTransport">
/// Bus and call tree serve every request at once, whatever is under way, and compute units take their least latency: the cycles are a bound,
/// and there are no values.
/// </param>
public delegate IGoldenMachine GoldenMachineFactory(Architecture architecture, MachineImage image, ComputeUnitFactory unit, uint stallSeed, bool idealTransport);
