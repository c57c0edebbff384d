namespace CimGen.Machines.Programs;

/// <summary>An instruction as reports and comparison see it.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Bytes">Bytes that a load or store moves; 0 for anything else.</param>
/// <param name="IntoInput">A load of what the next computation needs.</param>
public readonly record struct ProgramStep(StepKind Kind, int Bytes = 0, bool IntoInput = false)
{
    /// <summary>Reads shared memory.</summary>
    public bool Loads => Kind is StepKind.Load or StepKind.JointLoad;

    /// <summary>Moves something over the bus, or by CALL.</summary>
    public bool Transfers => Loads || Kind is StepKind.Store or StepKind.Call;
}

/// <summary>What an instruction does.</summary>
public enum StepKind
{
    /// <summary>Something within the controller.</summary>
    Control,

    /// <summary>Stalls until a counter is high enough.</summary>
    Wait,

    /// <summary>Raises a counter of a core.</summary>
    Call,

    /// <summary>Memory to a buffer.</summary>
    Load,

    /// <summary>The same for all cores of a multicast group at once.</summary>
    JointLoad,

    /// <summary>A buffer to memory.</summary>
    Store,

    /// <summary>One operation of the compute unit.</summary>
    Compute,

    /// <summary>Arithmetic on vectors.</summary>
    Vector,
}
