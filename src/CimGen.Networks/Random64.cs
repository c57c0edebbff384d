namespace CimGen.Networks;

/// <summary>A seeded generator of our own, so that random weights never change with the runtime: xorshift64* (Vigna, ACM TOMS 2016).</summary>
public sealed class Random64(ulong seed)
{
    private ulong _state = seed == 0 ? 0x9E3779B97F4A7C15 : seed;

    /// <summary>Uniform in 0..1, 1 excluded.</summary>
    public float NextUnit()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (float)((_state * 0x2545F4914F6CDD1DUL) >> 40) / (1 << 24);
    }
}
