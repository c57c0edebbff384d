using CimGen.Machines;

namespace CimGen.Crossbars.Model;

/// <summary>Machines whose cores compute with crossbars.</summary>
public static class CrossbarMachine
{
    extension(Architecture architecture)
    {
        /// <summary>The crossbar of each core.</summary>
        /// <exception cref="InvalidOperationException">The cores compute with something else.</exception>
        public Crossbar Crossbar => architecture.Compute as Crossbar ?? throw new InvalidOperationException($"'{architecture.Name}' has no crossbars");
    }

    /// <summary>D: an MVM issued at cycle t completes at t + D.</summary>
    public static int MvmLatency(Architecture architecture)
    {
        var crossbar = architecture.Crossbar;
        if (crossbar.Implementation == CrossbarImplementation.Behavioural)
        {
            return crossbar.MvmCycles;
        }

        var rowsByLanes = crossbar.Rows * crossbar.Columns / crossbar.MacLanes;
        var sumsPerBeat = architecture.Bus.WidthBytes / sizeof(int);
        return rowsByLanes + Math.Max(1, crossbar.MacLanes / sumsPerBeat) + 2;
    }
}
