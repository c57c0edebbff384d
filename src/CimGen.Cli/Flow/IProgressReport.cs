using CimGen.Cosim;

namespace CimGen.Cli.Flow;

/// <summary>Tells the user that something goes on.</summary>
public interface IProgressReport
{
    /// <summary>Does work that may take long, saying what it is.</summary>
    T During<T>(string what, Func<T> work);

    /// <summary>The simulation is alive.</summary>
    void Heartbeat(Heartbeat beat);
}
