using System.Numerics;
using CimGen.Machines;
using CimGen.Simulation;

namespace CimGen.Fabric.Golden;

/// <summary>
/// The tree of the transport `tree`. Places are those of <see cref="QuadTree"/>, and the last level are the cores. Every place but the root has a register for one CALL on its way up. On its way down nothing holds
/// a CALL up, so that the cycle in which it passes a node is known when it turns.
/// </summary>
public sealed class CallTree : IComponent
{
    /// <summary>Cycles ahead for which is known what comes down to a node: a power of two above the number of levels.</summary>
    private const int Ahead = 8;

    private readonly Kernel _kernel;
    private readonly Action<int> _takenFrom;
    private readonly int _firstCore;
    private readonly CallRegister[] _registers;
    private readonly CallNode[] _nodes;

    /// <summary>The last cycle, among those that are equal modulo <see cref="Ahead"/>, in which a CALL comes down to a node from its parent.</summary>
    private readonly long[] _comesDown;

    /// <param name="takenFrom">Learns of each core whose register is emptied.</param>
    public CallTree(int cores, Kernel kernel, Action<int> takenFrom)
    {
        _kernel = kernel;
        _takenFrom = takenFrom;
        kernel.Attach(EventKind.Tree, this);
        var levels = QuadTree.Levels(cores);
        _firstCore = QuadTree.FirstPlace(levels);
        _registers = new CallRegister[QuadTree.FirstPlace(levels + 1)];
        _nodes = new CallNode[_firstCore];
        _comesDown = new long[_firstCore * Ahead];
        for (var depth = 0; depth < levels; depth++)
        {
            for (var place = QuadTree.FirstPlace(depth); place < QuadTree.FirstPlace(depth + 1); place++)
            {
                _nodes[place].Level = levels - depth;
                _nodes[place].Number = place - QuadTree.FirstPlace(depth);
            }
        }
    }

    /// <summary>All registers are empty, and first children come first.</summary>
    public void Reset()
    {
        Array.Clear(_registers);
        Array.Fill(_comesDown, -1);
        foreach (ref var node in _nodes.AsSpan())
        {
            node.LastUp = node.LastDown = QuadTree.Children - 1;
        }
    }

    /// <summary>A core's register is known to be empty in a cycle.</summary>
    public bool Accepts(int core, long cycle) => _registers[_firstCore + core].IsEmpty(cycle);

    /// <summary>A core's CALL issues; its register must be empty.</summary>
    public void Send(int core, long cycle, int target, int counter) => Fill(_firstCore + core, cycle, target, counter);

    /// <inheritdoc/>
    public void Handle(in Event item)
    {
        _kernel.PopEqual(item);
        Move(item.Place, item.Time);
    }

    /// <summary>What a node moves in a cycle: one CALL into its own register, and one that turns.</summary>
    private void Move(int place, long cycle)
    {
        ref var node = ref _nodes[place];
        var (up, down) = (0, 0);
        for (var child = 0; child < QuadTree.Children; child++)
        {
            ref readonly var register = ref _registers[FirstChild(place) + child];
            if (register.IsFull(cycle))
            {
                var below = register.Target >> (2 * node.Level) == node.Number;
                up |= below ? 0 : 1 << child;
                down |= below ? 1 << child : 0;
            }
        }

        if (up != 0 && _registers[place].IsEmpty(cycle))
        {
            var from = FirstChild(place) + Choose(up, ref node.LastUp);
            Fill(place, cycle, _registers[from].Target, _registers[from].Counter);
            Empty(from, cycle);
        }

        if (down != 0 && _comesDown[Slot(place, cycle)] != cycle)
        {
            var child = Choose(down, ref node.LastDown);
            down &= ~(1 << child);
            Turn(node.Level, cycle, _registers[FirstChild(place) + child]);
            Empty(FirstChild(place) + child, cycle);
        }

        // Those that have to rise are looked at again when the register is emptied.
        if (down != 0)
        {
            _kernel.Push(cycle + 1, EventKind.Tree, place);
        }
    }

    private static int FirstChild(int place) => (QuadTree.Children * place) + 1;

    private static int Parent(int place) => (place - 1) / QuadTree.Children;

    private static int Slot(int place, long cycle) => (place * Ahead) + (int)(cycle & (Ahead - 1));

    /// <summary>The first in the cyclic order after the one chosen last.</summary>
    private static int Choose(int candidates, ref int last)
    {
        var after = candidates & (-2 << last);
        return last = BitOperations.TrailingZeroCount(after != 0 ? after : candidates);
    }

    private void Fill(int place, long cycle, int target, int counter)
    {
        _registers[place] = new CallRegister { Target = target, Counter = counter, FullFrom = cycle + 1, EmptyFrom = long.MaxValue };
        _kernel.Push(cycle + 1, EventKind.Tree, Parent(place));
    }

    private void Empty(int place, long cycle)
    {
        _registers[place].EmptyFrom = cycle + 1;
        if (place >= _firstCore)
        {
            _takenFrom(place - _firstCore);
        }
        else
        {
            _kernel.Push(cycle + 1, EventKind.Tree, place);
        }
    }

    /// <summary>A CALL goes down from a node of that level, one level a cycle.</summary>
    private void Turn(int level, long cycle, in CallRegister call)
    {
        var arrives = cycle + level;
        _kernel.Push(arrives, EventKind.Count, call.Target, call.Counter);
        var place = _firstCore + call.Target;
        for (var below = 1; below < level; below++)
        {
            place = Parent(place);
            _comesDown[Slot(place, arrives - below)] = arrives - below;
        }
    }

    /// <summary>Holds a CALL from the cycle <see cref="FullFrom"/> on, until before <see cref="EmptyFrom"/>.</summary>
    private struct CallRegister
    {
        public int Target;
        public int Counter;
        public long FullFrom;
        public long EmptyFrom;

        public readonly bool IsFull(long cycle) => FullFrom <= cycle && cycle < EmptyFrom;

        public readonly bool IsEmpty(long cycle) => EmptyFrom <= cycle;
    }

    /// <summary>A node: its level (1 above the cores), its number within it, and the children it took from last.</summary>
    private struct CallNode
    {
        public int Level;
        public int Number;
        public int LastUp;
        public int LastDown;
    }
}
