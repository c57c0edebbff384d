using System.Collections.Immutable;
using CimGen.Machines;

namespace CimGen.Rtl.Kinds;

/// <summary>
/// A kind of compute unit. Its part has a variable <c>unit</c> with a member <c>module</c>: the module that <c>cim_core</c> instantiates, with the
/// ports of <c>machine/compute_ports.sbn</c>.
/// </summary>
public interface IComputeUnitRtl : IRtlKind
{
    /// <summary>The weights of a core as the 32-bit words that the host writes, in their order.</summary>
    /// <param name="weights">[R][C] row-major.</param>
    uint[] HostWords(ComputeUnitSpec unit, ImmutableArray<sbyte> weights);

    /// <summary>Memories of a unit that hold these words in turns; 0 where no bitstream gives it contents.</summary>
    int PreloadMemories(ComputeUnitSpec unit);

    /// <summary>What is worth knowing of the unit as hardware, as a line for people; null for nothing.</summary>
    string? HardwareNote(Architecture architecture);
}
