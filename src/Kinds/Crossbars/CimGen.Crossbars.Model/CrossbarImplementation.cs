namespace CimGen.Crossbars.Model;

/// <summary>What stands behind the crossbar's interface; results are equal.</summary>
public enum CrossbarImplementation
{
    /// <summary>All products at once after <see cref="Crossbar.MvmCycles"/>; stands for the analog macro in simulation.</summary>
    Behavioural,

    /// <summary>Synthesizable: row after row through <see cref="Crossbar.MacLanes"/> multipliers.</summary>
    Emulated,
}
