using CimGen.Machines;
using CimGen.Simulation;

namespace CimGen.Fabric.Golden;

/// <summary>
/// One channel of the bus, and the way of requests to it. Places are those of <see cref="QuadTree"/>, and the root is the bus, whose
/// children are the cores themselves where there are no nodes. A node between has a register for one request, which it fills from its
/// children as the bus would; a core keeps its request until it is taken.
/// </summary>
public sealed class RequestTree : Arbiter, IComponent
{
    private readonly Kernel _kernel;
    private readonly int _channel;
    private readonly IBusMasters _masters;
    private readonly StallGenerator _stalls;
    private readonly EventKind _kind;
    private readonly ClassArbiter _bus;
    private readonly int _firstCore;
    private readonly Request[] _requests;
    private readonly ClassArbiter[] _nodes;

    /// <summary>Until then the transfer under way occupies the channel.</summary>
    private long _freeAt;

    /// <param name="cores">Leaves.</param>
    /// <param name="stages">Nodes between a core and the bus.</param>
    /// <param name="channel">0 for reads, 1 for writes.</param>
    /// <param name="masters">The cores; they learn of grants.</param>
    public RequestTree(int cores, int stages, Kernel kernel, int channel, IBusMasters masters, StallGenerator stalls)
    {
        _kernel = kernel;
        _channel = channel;
        _masters = masters;
        _stalls = stalls;
        _kind = channel == 0 ? EventKind.ReadRequest : EventKind.WriteRequest;
        _firstCore = stages == 0 ? 1 : QuadTree.FirstPlace(stages + 1);
        _requests = new Request[stages == 0 ? 1 + cores : QuadTree.FirstPlace(stages + 2)];
        _nodes = new ClassArbiter[_firstCore];
        for (var node = 1; node < _firstCore; node++)
        {
            _nodes[node] = new ClassArbiter(QuadTree.Children);
        }

        _bus = new ClassArbiter((stages == 0 ? cores : QuadTree.Children) + 1);
        kernel.Attach(this);
        kernel.Attach(_kind, this);
    }

    /// <summary>Nobody requests, and first children come first.</summary>
    public void Reset()
    {
        Array.Clear(_requests);
        _bus.Reset();
        _freeAt = 0;
        Next = long.MaxValue;
        foreach (var node in _nodes.AsSpan(1))
        {
            node.Reset();
        }
    }

    /// <summary>A core's request is up from <paramref name="cycle"/> on. Called in the cycle before, after the arbiter's turn.</summary>
    /// <param name="transferClass">0 or 1.</param>
    public void Raise(int core, int transferClass, long cycle) => Fill(_firstCore + core, core, transferClass, cycle);

    /// <inheritdoc/>
    public void Handle(in Event item)
    {
        _kernel.PopEqual(item);
        Move(item.Place, item.Time);
    }

    /// <summary>The bus grants one of the requests that have reached it, unless it is stalled.</summary>
    public override void Arbitrate(long cycle)
    {
        if (_stalls.Enabled && (_channel == 0 ? _stalls.StallsRead(cycle) : _stalls.StallsWrite(cycle)))
        {
            Next = cycle + 1;
            return;
        }

        var place = 1 + _bus.Choose();
        Empty(place, cycle);
        _freeAt = cycle + _masters.Granted(_channel, _requests[place].Core);
        Next = _bus.IsEmpty ? long.MaxValue : _freeAt;
    }

    /// <summary>What a node moves in a cycle: one request into its own register, if that is empty.</summary>
    private void Move(int node, long cycle)
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
            _bus.Raise(place - 1, transferClass);
            Next = Math.Min(Next, Math.Max(_freeAt, cycle));
        }
        else
        {
            _kernel.Push(cycle, _kind, Parent(place));
        }
    }

    private void Empty(int place, long cycle)
    {
        _requests[place].EmptyFrom = cycle + 1;
        if (place < _firstCore)
        {
            _kernel.Push(cycle + 1, _kind, place);
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
