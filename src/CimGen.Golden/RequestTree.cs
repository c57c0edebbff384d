using CimGen.Machines;

namespace CimGen.Golden;

/// <summary>
/// The way of the requests of one channel to the bus. Places are those of <see cref="QuadTree"/>, and the root is the bus: its
/// children ask <see cref="BusChannel"/>, and they are the cores themselves where there are no nodes. A node between has a register
/// for one request, which it fills from its children as the channel's arbiter would; a core keeps its request until it is taken.
/// </summary>
internal sealed class RequestTree
{
    private readonly EventQueue _events;
    private readonly EventKind _kind;
    private readonly int _firstCore;
    private readonly Request[] _requests;
    private readonly ClassArbiter[] _nodes;

    /// <param name="cores">Leaves.</param>
    /// <param name="stages">Nodes between a core and the bus.</param>
    /// <param name="kind">Of the events in which a node may have something to move.</param>
    public RequestTree(int cores, int stages, EventQueue events, EventKind kind)
    {
        _events = events;
        _kind = kind;
        _firstCore = stages == 0 ? 1 : QuadTree.FirstPlace(stages + 1);
        _requests = new Request[stages == 0 ? 1 + cores : QuadTree.FirstPlace(stages + 2)];
        _nodes = new ClassArbiter[_firstCore];
        for (var node = 1; node < _firstCore; node++)
        {
            _nodes[node] = new ClassArbiter(QuadTree.Children);
        }

        Channel = new BusChannel((stages == 0 ? cores : QuadTree.Children) + 1);
    }

    /// <summary>The bus.</summary>
    public BusChannel Channel { get; }

    public void Reset()
    {
        Array.Clear(_requests);
        Channel.Reset();
        foreach (var node in _nodes.AsSpan(1))
        {
            node.Reset();
        }
    }

    /// <summary>A core's request is up from <paramref name="cycle"/> on. Called in the cycle before, after the arbiter's turn.</summary>
    /// <param name="transferClass">0 or 1.</param>
    public void Raise(int core, int transferClass, long cycle) => Fill(_firstCore + core, core, transferClass, cycle);

    /// <summary>The bus grants one of the requests that have reached it: the core whose it is.</summary>
    public int Grant(long cycle)
    {
        var place = 1 + Channel.Choose();
        Empty(place, cycle);
        return _requests[place].Core;
    }

    /// <summary>What a node moves in a cycle: one request into its own register, if that is empty.</summary>
    public void Move(int node, long cycle)
    {
        if (_requests[node].EmptyFrom > cycle)
        {
            return;
        }

        var arbiter = _nodes[node];
        for (var child = 0; child < QuadTree.Children; child++)
        {
            ref readonly var request = ref _requests[FirstChild(node) + child];
            if (request.FullFrom <= cycle && cycle < request.EmptyFrom)
            {
                arbiter.Raise(child, request.Class);
            }
        }

        if (arbiter.IsEmpty)
        {
            return;
        }

        var from = FirstChild(node) + arbiter.Choose();
        arbiter.Clear();
        Empty(from, cycle);
        Fill(node, _requests[from].Core, _requests[from].Class, cycle + 1);
    }

    private static int FirstChild(int place) => (QuadTree.Children * place) + 1;

    private static int Parent(int place) => (place - 1) / QuadTree.Children;

    /// <summary>The bus learns at once of a request that it sees in the next cycle; a node looks in that cycle.</summary>
    private void Fill(int place, int core, int transferClass, long cycle)
    {
        _requests[place] = new Request { Core = core, Class = transferClass, FullFrom = cycle, EmptyFrom = long.MaxValue };
        if (_firstCore == 1 || Parent(place) == 0)
        {
            Channel.Raise(place - 1, transferClass, cycle);
        }
        else
        {
            _events.Push(cycle, _kind, Parent(place));
        }
    }

    private void Empty(int place, long cycle)
    {
        _requests[place].EmptyFrom = cycle + 1;
        if (place < _firstCore)
        {
            _events.Push(cycle + 1, _kind, place);
        }
    }

    /// <summary>A request that waits from the cycle <see cref="FullFrom"/> on, until before <see cref="EmptyFrom"/>.</summary>
    private struct Request
    {
        public int Core;
        public int Class;
        public long FullFrom;
        public long EmptyFrom;
    }
}
