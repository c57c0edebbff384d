namespace CimGen.Machines.Programs;

/// <summary>What an instruction costs at least, without the beats of a transfer.</summary>
/// <param name="Unit">The unit that executes it.</param>
/// <param name="Latency">Cycles from issue to completion.</param>
/// <param name="Control">Cycles that it keeps the controller, decoding included.</param>
public readonly record struct StepCost(StepUnit Unit, int Latency, int Control);

/// <summary>The parts of a core that work at the same time, where they may.</summary>
public enum StepUnit
{
    /// <summary>The controller alone.</summary>
    Controller,

    /// <summary>Transfers between memory and buffers.</summary>
    LoadStore,

    /// <summary>The compute unit.</summary>
    Compute,

    /// <summary>Vector arithmetic.</summary>
    Vector,
}
