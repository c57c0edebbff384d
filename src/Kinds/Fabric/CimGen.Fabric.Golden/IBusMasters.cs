namespace CimGen.Fabric.Golden;

/// <summary>The load/store units behind a bus.</summary>
public interface IBusMasters
{
    /// <summary>Cycles that the transfer of a core, which has just been chosen, occupies its channel.</summary>
    int BeatsOf(int core);

    /// <summary>The transfer of a core is granted in this cycle.</summary>
    /// <param name="channel">0 for reads, 1 for writes.</param>
    void Granted(int channel, int core);
}
