namespace CimGen.Machines.Effects;

/// <summary>What a program does that other cores can notice; the proof knows no more of it.</summary>
/// <param name="Kind">What it is; says which members have a meaning.</param>
/// <param name="Step">Index of the instruction, for messages.</param>
public readonly record struct Effect(EffectKind Kind, int Step)
{
    /// <summary>Load, Meet, Store: the memory.</summary>
    public MemoryId Memory { get; init; }

    /// <summary>Load, Meet, Store: first byte in the memory.</summary>
    public long Address { get; init; }

    /// <summary>Load, Meet, Store: number of bytes.</summary>
    public int Bytes { get; init; }

    /// <summary>Load, Meet: the next computation depends on it. Meet: the group is the one for inputs.</summary>
    public bool IntoInput { get; init; }

    /// <summary>Call: index of the core, over the tiles of the chip.</summary>
    public int Core { get; init; }

    /// <summary>Call, Wait: the counter.</summary>
    public int Counter { get; init; }

    /// <summary>Wait: what the counter has to reach.</summary>
    public int Value { get; init; }

    /// <summary>Exchange: it takes a result of the compute unit.</summary>
    public bool TakesResult { get; init; }

    /// <summary>Exchange: words that it takes from the core's incoming link.</summary>
    public int Received { get; init; }

    /// <summary>Exchange: words that it sends over the core's outgoing link.</summary>
    public int Sent { get; init; }
}

/// <summary>The kinds of effects.</summary>
public enum EffectKind
{
    /// <summary>The program has ended, or is at fault.</summary>
    End,

    /// <summary>Reads bytes of a memory.</summary>
    Load,

    /// <summary>A load that all cores of a multicast group do together.</summary>
    Meet,

    /// <summary>Writes bytes of a memory.</summary>
    Store,

    /// <summary>Adds one to a counter of a core; all earlier effects of the caller have happened.</summary>
    Call,

    /// <summary>Stalls until the core's own counter has reached a value.</summary>
    Wait,

    /// <summary>The compute unit begins with what was loaded into its input.</summary>
    Compute,

    /// <summary>Takes a result, receives words, sends words; each part may be missing.</summary>
    Exchange,
}
