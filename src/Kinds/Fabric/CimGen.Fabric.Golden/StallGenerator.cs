namespace CimGen.Fabric.Golden;

/// <summary>The random bus stalls of docs/microarchitecture.md: one xorshift register that advances every cycle.</summary>
public sealed class StallGenerator(uint seed)
{
    private uint _state;
    private long _cycle;

    /// <summary>There is a seed; without one there are no stalls.</summary>
    public bool Enabled => seed != 0;

    /// <summary>Back to cycle 0.</summary>
    public void Reset()
    {
        _state = seed;
        _cycle = 0;
    }

    /// <summary>Whether the read channel may not grant in this cycle.</summary>
    public bool StallsRead(long cycle) => (At(cycle) & 3) == 0;

    /// <summary>The same of the write channel.</summary>
    public bool StallsWrite(long cycle) => ((At(cycle) >> 2) & 3) == 0;

    /// <summary>The register in a cycle that is not before the last one asked for.</summary>
    private uint At(long cycle)
    {
        var x = _state;
        for (; _cycle < cycle; _cycle++)
        {
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
        }

        return _state = x;
    }
}
