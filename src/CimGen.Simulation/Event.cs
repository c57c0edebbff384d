namespace CimGen.Simulation;

/// <summary>
/// Something that happens in a cycle, at a place. The key holds kind (8 bits), place (32) and detail (24), so that events of one cycle come in
/// the order of their kinds, then places, then details; equal events are copies of each other.
/// </summary>
/// <param name="Time">Cycle.</param>
public readonly record struct Event(long Time, ulong Key)
{
    private const int KindShift = 56;
    private const int PlaceShift = 24;

    /// <param name="place">What the kind counts: a core, or a node of a tree.</param>
    /// <param name="detail">Below 2^24: for a counter change, which counter.</param>
    public Event(long time, EventKind kind, int place, int detail = 0)
        : this(time, ((ulong)kind << KindShift) | ((ulong)(uint)place << PlaceShift) | (uint)detail)
    {
    }

    public EventKind Kind => (EventKind)(Key >> KindShift);

    public int Place => (int)(Key >> PlaceShift);

    public int Detail => (int)Key & ((1 << PlaceShift) - 1);
}
