using System.Runtime.InteropServices;

namespace CimGen.Planning.Proofs;

/// <summary>
/// CALLs of one counter, and after which of them a WAIT certainly comes. Where each CALL comes after the one before it, as the calls of a lone caller or of
/// callers that let each other go on in turn, WAIT(k >= v) comes after the v-th. Else it comes after caller c's j-th CALL when even all CALLs
/// of all other callers and j - 1 of c's do not reach v: j = v - (total of the others). For a barrier that waits for every CALL, all of them.
/// </summary>
/// <remarks>
/// The order has to hold for all CALLs of the run. It is taken for granted until one of them breaks it; the execution is then repeated without it.
/// Both rules hold in every timing: take the first WAIT that passes without the CALL that it relies on. Some later CALL was made before that one, so a
/// WAIT on the way between the two had passed without the CALL that it relies on, before the first.
/// </remarks>
/// <param name="ordered">False for a counter whose calls are known to have no order.</param>
internal sealed class CallTable(bool ordered = true)
{
    private readonly Dictionary<int, Caller> _callers = [];
    private readonly Queue<Moment> _inOrder = new();
    private bool _ordered = ordered;
    private Moment? _last;
    private int _joined;
    private bool _relies;

    /// <summary>CALLs so far, in the greedy execution.</summary>
    public int Count { get; private set; }

    /// <summary>All CALLs that the programs make.</summary>
    public int Total { get; private set; }

    /// <summary>A WAIT has relied on an order that later CALLs have not kept.</summary>
    public bool IsBroken => _relies && !_ordered;

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
        if (_ordered && _last is { } last && !moment.IsAfter(last))
        {
            _ordered = false;
            while (_inOrder.TryDequeue(out var earlier))
            {
                _callers[earlier.Core].Calls.Enqueue(earlier);
            }
        }

        if (_ordered)
        {
            _last = moment;
            _inOrder.Enqueue(moment);
        }
        else
        {
            _callers[moment.Core].Calls.Enqueue(moment);
        }
    }

    /// <summary>Joins into <paramref name="clock"/> what a WAIT for <paramref name="value"/> can rely on.</summary>
    public void Join(int value, Clock clock)
    {
        if (_ordered)
        {
            _relies |= Count < Total && _callers.Count > 1;
            Join(_inOrder, ref _joined, value, clock);
            return;
        }

        foreach (var caller in _callers.Values)
        {
            Join(caller.Calls, ref caller.Joined, value - (Total - caller.Total), clock);
        }
    }

    /// <summary>Joins up to a call. Later moments include the earlier ones, and waits of one counter only grow.</summary>
    private static void Join(Queue<Moment> calls, ref int joined, int certain, Clock clock)
    {
        Moment? last = null;
        while (joined < certain && calls.TryDequeue(out var next))
        {
            last = next;
            joined++;
        }

        if (last is { } moment)
        {
            clock.Join(moment);
        }
    }

    private sealed class Caller
    {
        /// <summary>Calls that have been joined.</summary>
        public int Joined;

        public int Total { get; set; }

        public Queue<Moment> Calls { get; } = new();
    }
}
