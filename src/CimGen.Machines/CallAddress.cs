namespace CimGen.Machines;

/// <summary>
/// The address of a CALL on the bus: core and counter. CALLs are a class of writes of their own, so it shares its numbers with places in
/// memory. Bits above the core and below the counter are 0, as is the rest.
/// </summary>
public static class CallAddress
{
    /// <summary>Lowest bit of the core's number.</summary>
    public const int CoreLow = 8;

    /// <summary>Bits of the core's number.</summary>
    public const int CoreWidth = 16;

    /// <summary>Lowest bit of the counter's number.</summary>
    public const int CounterLow = 2;

    /// <summary>Bits of the counter's number.</summary>
    public const int CounterWidth = 4;

    /// <summary>Address of a counter of a core.</summary>
    public static int Of(int core, int counter) => (core << CoreLow) | (counter << CounterLow);
}
