namespace CimGen.Golden;

/// <summary>
/// Binary min-heap of events. An event is one number: time (46 bits), kind (3), core (11), counter (4), so that events of one
/// cycle come out by kind, then core, then counter.
/// </summary>
internal sealed class EventQueue
{
    private ulong[] _heap = new ulong[64];

    public int Count { get; private set; }

    /// <summary>Time of the first event; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextTime => Count == 0 ? long.MaxValue : (long)(_heap[0] >> 18);

    public ulong First => _heap[0];

    public void Clear() => Count = 0;

    public static ulong Pack(long time, EventKind kind, int core, int counter = 0) =>
        ((ulong)time << 18) | ((ulong)kind << 15) | ((ulong)(uint)core << 4) | (uint)counter;

    public static EventKind Kind(ulong item) => (EventKind)((item >> 15) & 7);

    public static int Core(ulong item) => (int)(item >> 4) & 0x7ff;

    public static int Counter(ulong item) => (int)item & 15;

    public void Push(long time, EventKind kind, int core, int counter = 0)
    {
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * Count);
        }

        var item = Pack(time, kind, core, counter);
        var heap = _heap;
        var at = Count++;
        while (at > 0)
        {
            var parent = (at - 1) >> 1;
            if (heap[parent] <= item)
            {
                break;
            }

            heap[at] = heap[parent];
            at = parent;
        }

        heap[at] = item;
    }

    public ulong Pop()
    {
        var heap = _heap;
        var first = heap[0];
        var count = --Count;
        var item = heap[count];
        var at = 0;
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= count)
            {
                break;
            }

            if (child + 1 < count && heap[child + 1] < heap[child])
            {
                child++;
            }

            if (heap[child] >= item)
            {
                break;
            }

            heap[at] = heap[child];
            at = child;
        }

        heap[at] = item;
        return first;
    }
}

/// <summary>In the order in which events of one cycle are handled; the arbiters come before all of them.</summary>
internal enum EventKind
{
    /// <summary>A core goes on with its instruction, before it can see counter changes of this cycle.</summary>
    Resume = 0,

    /// <summary>A load/store unit took an instruction; its request is up from the next cycle on.</summary>
    Request = 1,

    /// <summary>A load/store unit completes.</summary>
    TransferDone = 2,

    /// <summary>A node of the call tree, in the place of a core, may have a CALL to move.</summary>
    Tree = 3,

    /// <summary>A counter rises by one at the end of this cycle.</summary>
    Count = 4,

    /// <summary>All of a multicast group have issued; the request of its leader is up from the next cycle on.</summary>
    GroupRequest = 5,

    /// <summary>A node above the read channel, in the place of a core, may have a request to move.</summary>
    ReadRequest = 6,

    /// <summary>The same above the write channel.</summary>
    WriteRequest = 7,
}
