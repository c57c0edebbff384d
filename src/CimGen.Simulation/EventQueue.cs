namespace CimGen.Simulation;

/// <summary>Binary min-heap of events.</summary>
internal sealed class EventQueue
{
    private Event[] _heap = new Event[64];

    public int Count { get; private set; }

    /// <summary>Time of the first event; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextTime => Count == 0 ? long.MaxValue : _heap[0].Time;

    public ref readonly Event First => ref _heap[0];

    public void Clear() => Count = 0;

    public void Push(in Event item)
    {
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * Count);
        }

        var heap = _heap;
        var at = Count++;
        while (at > 0)
        {
            var parent = (at - 1) >> 1;
            if (!item.Before(heap[parent]))
            {
                break;
            }

            heap[at] = heap[parent];
            at = parent;
        }

        heap[at] = item;
    }

    public Event Pop()
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

            if (child + 1 < count && heap[child + 1].Before(heap[child]))
            {
                child++;
            }

            if (!heap[child].Before(item))
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
