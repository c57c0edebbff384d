using CimGen.Machines;

namespace CimGen.Microcode.Model;

/// <summary>A core that is run by microcode: a sequencer with load/store unit and GPEU.</summary>
/// <param name="InstructionMemoryBytes">Per core, a multiple of 8.</param>
public sealed record MicrocodeSpec(UnitMode Units, int InstructionMemoryBytes, Gpeu Gpeu) : ControllerSpec(InstructionMemoryBytes)
{
    /// <inheritdoc/>
    public override int Banks => Units == UnitMode.Overlapped ? 2 : 1;

    /// <inheritdoc/>
    public override int OwnBufferBytes => Gpeu.Tables ? Gpeu.TableBytes : 0;

    /// <summary>With the GPEU that a spec has which says nothing of it.</summary>
    public MicrocodeSpec(UnitMode units, int instructionMemoryBytes)
        : this(units, instructionMemoryBytes, new Gpeu(Gpeu.DefaultLatencyCycles))
    {
    }
}
