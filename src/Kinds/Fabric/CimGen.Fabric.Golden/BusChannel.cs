using CimGen.Simulation;

namespace CimGen.Fabric.Golden;

/// <summary>One channel of the bus: an arbiter, and until when the transfer that it chose occupies the channel.</summary>
/// <param name="masters">Children of the bus.</param>
/// <param name="arbitrate">What the channel does in a cycle in which it may grant a request.</param>
internal sealed class BusChannel(int masters, Action<long> arbitrate) : Arbiter
{
    private readonly ClassArbiter _arbiter = new(masters);
    private long _freeAt;

    /// <inheritdoc/>
    public override void Arbitrate(long cycle) => arbitrate(cycle);

    public void Reset()
    {
        _arbiter.Reset();
        _freeAt = 0;
        Next = long.MaxValue;
    }

    /// <summary>A request is up from <paramref name="cycle"/> on. Called in the cycle before, after the arbiter's turn.</summary>
    /// <param name="transferClass">0 or 1.</param>
    public void Raise(int master, int transferClass, long cycle)
    {
        _arbiter.Raise(master, transferClass);
        Next = Math.Min(Next, Math.Max(_freeAt, cycle));
    }

    /// <summary>The channel may not grant in this cycle.</summary>
    public void Stall(long cycle) => Next = cycle + 1;

    /// <summary>Chooses a master and takes its request down.</summary>
    public int Choose() => _arbiter.Choose();

    /// <summary>The transfer chosen at <paramref name="cycle"/> occupies the next <paramref name="beats"/> cycles.</summary>
    public void Occupy(long cycle, int beats)
    {
        _freeAt = cycle + beats;
        Next = _arbiter.IsEmpty ? long.MaxValue : _freeAt;
    }
}
