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
}
