namespace CimGen.Machines;

/// <summary>What issues commands to the units of a core.</summary>
/// <param name="InstructionMemoryBytes">Room for the program of a core.</param>
public abstract record ControllerSpec(int InstructionMemoryBytes)
{
    /// <summary>B: banks of the compute unit's input register, and results that the core holds until its vector unit has read them.</summary>
    public abstract int Banks { get; }

    /// <summary>Bytes of the largest buffer that only this kind of controller has; 0 when it has none.</summary>
    public virtual int OwnBufferBytes => 0;
}
