using System.Runtime.InteropServices;

namespace CimGen.Planning.Proofs;

/// <summary>
/// CALLs of one counter. WAIT(k >= v) certainly comes after caller c's j-th CALL when even all CALLs of all other callers and j - 1 of
/// c's do not reach v: j = v - (total of the others). For a lone caller j = v; for a barrier that waits for every CALL, all of them.
/// </summary>
internal sealed class CallTable
{
    private readonly Dictionary<int, Caller> _callers = [];

    /// <summary>CALLs so far, in the greedy execution.</summary>
    public int Count { get; private set; }

    /// <summary>All CALLs that the programs make.</summary>
    public int Total { get; private set; }

    /// <summary>Before the execution: this caller will call once more.</summary>
    public void Announce(int caller)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_callers, caller, out _);
        entry ??= new Caller();
        entry.Total++;
        Total++;
    }

    /// <summary>A CALL, and what its caller had done and seen by then.</summary>
    public void Call(in Moment moment)
    {
        Count++;
        _callers[moment.Core].Calls.Enqueue(moment);
    }

    /// <summary>Joins into <paramref name="clock"/> what a WAIT for <paramref name="value"/> can rely on.</summary>
    public void Join(int value, Clock clock)
    {
        foreach (var caller in _callers.Values)
        {
            var certain = value - (Total - caller.Total);
            Moment? last = null;

            // Later moments of a caller include its earlier ones, and waits of one counter only grow.
            while (caller.Joined < certain && caller.Calls.TryDequeue(out var next))
            {
                last = next;
                caller.Joined++;
            }

            if (last is { } moment)
            {
                clock.Join(moment);
            }
        }
    }

    private sealed class Caller
    {
        public int Total { get; set; }

        public int Joined { get; set; }

        public Queue<Moment> Calls { get; } = new();
    }
}
