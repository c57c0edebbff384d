namespace CimGen.Machines;

/// <summary>What issues commands to the units of a core.</summary>
/// <param name="InstructionMemoryBytes">Room for the program of a core.</param>
public abstract record ControllerSpec(int InstructionMemoryBytes);
