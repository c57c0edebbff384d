using CimGen.Machines;

namespace CimGen.Microcode.Model;

/// <summary>Machines whose cores are run by microcode; figures that docs/microarchitecture.md derives from their specs.</summary>
public static class MicrocodeMachine
{
    extension(Architecture architecture)
    {
        /// <summary>The controller of each core.</summary>
        /// <exception cref="InvalidOperationException">The cores have another controller.</exception>
        public MicrocodeSpec Microcode => architecture.Controller as MicrocodeSpec ?? throw new InvalidOperationException($"'{architecture.Name}' has no microcode");

        /// <summary>Whether the units of a core work at the same time.</summary>
        public UnitMode Units => architecture.Microcode.Units;

        /// <summary>The vector unit of each core.</summary>
        public Gpeu Gpeu => architecture.Microcode.Gpeu;

        /// <summary>The same machine with units that work in another way.</summary>
        public Architecture WithUnits(UnitMode units) => architecture with { Controller = architecture.Microcode with { Units = units } };

        /// <summary>The same machine with another vector unit.</summary>
        public Architecture WithGpeu(Gpeu gpeu) => architecture with { Controller = architecture.Microcode with { Gpeu = gpeu } };

        /// <summary>Instruction memory of each core.</summary>
        public int InstructionMemoryBytes => architecture.Controller.InstructionMemoryBytes;
    }

    /// <summary>G: elements of 32 bits that the GPEU handles per cycle.</summary>
    public static int GpeuLanes(Architecture architecture) => architecture.Bus.WidthBytes / sizeof(int);

    /// <summary>What the instructions of a core may ask for.</summary>
    public static CoreLimits Limits(Architecture architecture) =>
        new(architecture.Compute.Rows, architecture.Compute.Columns, architecture.Sync.Counters, GpeuLanes(architecture))
        {
            Tables = architecture.Gpeu.Tables,
            Products = architecture.Gpeu.Products,
            Dots = architecture.Gpeu.Dots,
        };
}
