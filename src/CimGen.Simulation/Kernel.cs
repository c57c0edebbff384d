namespace CimGen.Simulation;

/// <summary>
/// The golden kernel: time, events, and the trace. It knows no hardware: components attach themselves for the kinds of events that are
/// theirs. Within a cycle the arbiters come first, then events in the order of <see cref="EventKind"/>, place and detail.
/// </summary>
public sealed class Kernel
{
    private readonly EventQueue _events = new();
    private readonly IComponent[] _components = new IComponent[Enum.GetValues<EventKind>().Length];
    private Arbiter[] _arbiters = [];

    /// <summary>The cycle that is being simulated; the last one when the run is over.</summary>
    public long Now { get; private set; }

    /// <summary>The last cycle whose events count, once it is known.</summary>
    public long LastCycle { get; set; }

    /// <summary>Takes trace records; null when nobody wants them.</summary>
    public TraceBuffer? Trace { get; private set; }

    /// <summary>From now on events of a kind go to this component.</summary>
    public void Attach(EventKind kind, IComponent component) => _components[(int)kind] = component;

    /// <summary>Arbiters decide in the order in which they were attached.</summary>
    public void Attach(Arbiter arbiter) => _arbiters = [.. _arbiters, arbiter];

    /// <summary>Back to cycle 0, with nothing to come.</summary>
    public void Reset(ITraceSink? sink)
    {
        Trace = sink is null ? null : new TraceBuffer(sink);
        _events.Clear();
        Now = 0;
        LastCycle = long.MaxValue;
    }

    /// <summary>An event is to come, in this cycle or later.</summary>
    public void Push(long time, EventKind kind, int place, int detail = 0) => _events.Push(new Event(time, kind, place, detail), Now);

    /// <summary>Takes the further copies of an event off the queue and counts them.</summary>
    public int PopEqual(in Event item) => _events.PopCopies(item);

    /// <summary>Simulates until there is nothing more to come or <see cref="LastCycle"/> has passed; false when the next cycle lies beyond the limit.</summary>
    public bool Run(long cycleLimit)
    {
        var arbiters = _arbiters;
        while (true)
        {
            var next = _events.NextTime;
            foreach (var arbiter in arbiters)
            {
                next = Math.Min(next, arbiter.Next);
            }

            if (next == long.MaxValue || next > LastCycle)
            {
                return true;
            }

            if (next > cycleLimit)
            {
                return false;
            }

            Now = next;
            Trace?.Advance(next);
            foreach (var arbiter in arbiters)
            {
                if (arbiter.Next == next)
                {
                    arbiter.Arbitrate(next);
                }
            }

            while (_events.NextTime == next)
            {
                var item = _events.Pop();
                _components[(int)item.Kind].Handle(item);
            }
        }
    }
}
