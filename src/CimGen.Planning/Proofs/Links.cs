using CimGen.Machines;
using CimGen.Machines.Effects;
using CimGen.Machines.Images;

namespace CimGen.Planning.Proofs;

/// <summary>The links of a chip, by the cores at their ends.</summary>
internal sealed class Links
{
    private readonly Dictionary<int, LinkTable> _into = [];
    private readonly Dictionary<int, LinkTable> _outOf = [];

    public Links(Architecture architecture, MachineImage image)
    {
        foreach (var edge in image.Links)
        {
            _into[edge.To] = _outOf[edge.From] = new LinkTable(edge.From, edge.To, architecture.LinkWords);
        }
    }

    /// <summary>The core has the links that an exchange uses.</summary>
    public bool Has(int core, in Effect e) => (e.Received == 0 || _into.ContainsKey(core)) && (e.Sent == 0 || _outOf.ContainsKey(core));

    /// <summary>The core that an exchange still waits for: first for one to send, then for one to receive; null when it may go on.</summary>
    public (bool ToSend, int Core)? Blocked(int core, in Effect e) =>
        e.Received > 0 && _into[core] is { } incoming && incoming.Words < e.Received ? (true, incoming.From)
        : e.Sent > 0 && _outOf[core] is { } outgoing && outgoing.Room < e.Sent ? (false, outgoing.To)
        : null;

    /// <summary>Takes words; returns the core that sent them.</summary>
    public int Receive(int core, int words, Clock clock)
    {
        _into[core].Receive(words, clock);
        return _into[core].From;
    }

    /// <summary>Sends words; returns the core that they go to.</summary>
    public int Send(int core, int words, in Moment sender)
    {
        _outOf[core].Send(words, sender);
        return _outOf[core].To;
    }

    /// <summary>Of the links that hold words that nobody takes, the one to the first core.</summary>
    public LinkTable? Untaken() => _into.Values.Where(l => l.Words > 0).MinBy(l => l.To);
}
