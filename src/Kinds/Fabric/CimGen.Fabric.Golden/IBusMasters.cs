namespace CimGen.Fabric.Golden;

/// <summary>The load/store units behind a bus.</summary>
public interface IBusMasters
{
    /// <summary>The transfer of a core is granted in this cycle.</summary>
    /// <param name="channel">0 for reads, 1 for writes.</param>
    /// <returns>Cycles from this one on in which it occupies the channel.</returns>
    int Granted(int channel, int core);
}
