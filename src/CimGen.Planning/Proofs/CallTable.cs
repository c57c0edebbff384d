using System.Runtime.InteropServices;

namespace CimGen.Planning.Proofs;

/// <summary>
/// CALLs of one counter. WAIT(k >= v) certainly comes after caller c's j-th CALL when even all CALLs of all other callers and j - 1 of
/// c's do not reach v: j = v - (total of the others). For a lone caller j = v; for a barrier that waits for every CALL, all of them.
/// </summary>
internal sealed class CallTable
{
    private readonly Dictionary<int, Caller> _callers = [];
    private int _total;

    /// <summary>CALLs so far, in the greedy execution.</summary>
    public int Count { get; private set; }

    public int Total => _total;

    /// <summary>Before the execution: this caller will call once more.</summary>
    public void Announce(int caller)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_callers, caller, out _);
        entry ??= new Caller();
        entry.Total++;
        _total++;
    }

    /// <summary>A CALL, and what its caller had seen by then.</summary>
    public void Call(int caller, int[] clock)
    {
        Count++;
        _callers[caller].Clocks.Enqueue([.. clock]);
    }

    /// <summary>Joins into <paramref name="clock"/> what a WAIT for <paramref name="value"/> can rely on.</summary>
    public void Join(int value, int[] clock)
    {
        foreach (var caller in _callers.Values)
        {
            var certain = value - (_total - caller.Total);
            int[]? last = null;

            // Later snapshots of a caller include its earlier ones, and waits of one counter only grow.
            while (caller.Joined < certain && caller.Clocks.TryDequeue(out var next))
            {
                last = next;
                caller.Joined++;
            }

            if (last is not null)
            {
                for (var i = 0; i < clock.Length; i++)
                {
                    clock[i] = Math.Max(clock[i], last[i]);
                }
            }
        }
    }

    private sealed class Caller
    {
        public int Total { get; set; }

        public int Joined { get; set; }

        public Queue<int[]> Clocks { get; } = new();
    }
}
