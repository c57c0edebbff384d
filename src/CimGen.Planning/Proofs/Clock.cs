namespace CimGen.Planning.Proofs;

/// <summary>
/// A core's vector clock. Its own epoch is kept apart from what it has seen of others: most events advance it alone, and no table has
/// to be copied for them.
/// </summary>
internal sealed class Clock(int core, int cores)
{
    private Epochs _seen = Epochs.None(cores);

    /// <summary>The epoch of the core's next access.</summary>
    public int Epoch { get; private set; } = 1;

    /// <summary>What a CALL tells.</summary>
    public Moment Now => new(core, Epoch, _seen);

    /// <summary>Begins a new epoch; returns the one that ends.</summary>
    public int Advance() => Epoch++;

    /// <summary>What words on a link tell: less of the core itself than a CALL, as its later transfers may still be under way.</summary>
    public Moment Until(int epoch) => new(core, epoch, _seen.Limit(core, epoch));

    /// <summary>The access is certainly over.</summary>
    public bool IsAfter(in Access access) => access.Core < 0 || access.Core == core || _seen[access.Core] >= access.Epoch;

    /// <summary>Hears of a core's moment.</summary>
    public void Join(in Moment moment)
    {
        if (moment.Core != core)
        {
            _seen = _seen.Join(moment.Seen, moment.Core, moment.Epoch);
        }
    }
}
