using CimGen.Machines;
using CimGen.Machines.Effects;
using CimGen.Machines.Images;

namespace CimGen.Planning.Proofs;

/// <summary>The links of a chip, by the cores at their ends.</summary>
internal sealed class Links
{
    private readonly LinkTable?[] _into;
    private readonly LinkTable?[] _outOf;

    public Links(Architecture architecture, MachineImage image)
    {
        _into = new LinkTable?[image.Cores.Length];
        _outOf = new LinkTable?[image.Cores.Length];
        foreach (var edge in image.Links)
        {
            _into[edge.To] = _outOf[edge.From] = new LinkTable(edge.From, edge.To, architecture.LinkWords);
        }
    }

    /// <summary>The core has the links that an exchange uses.</summary>
    public bool Has(int core, in Effect e) => (e.Received == 0 || _into[core] is not null) && (e.Sent == 0 || _outOf[core] is not null);

    /// <summary>The core that an exchange still waits for: first for one to send, then for one to receive; null when it may go on.</summary>
    public (bool ToSend, int Core)? Blocked(int core, in Effect e) =>
        e.Received > 0 && _into[core] is { } incoming && incoming.Words < e.Received ? (true, incoming.From)
        : e.Sent > 0 && _outOf[core] is { } outgoing && outgoing.Room < e.Sent ? (false, outgoing.To)
        : null;

    /// <summary>Takes words; returns the core that sent them.</summary>
    public int Receive(int core, int words, Clock clock)
    {
        var link = _into[core]!;
        link.Receive(words, clock);
        return link.From;
    }

    /// <summary>Sends words; returns the core that they go to.</summary>
    public int Send(int core, int words, in Moment sender)
    {
        var link = _outOf[core]!;
        link.Send(words, sender);
        return link.To;
    }

    /// <summary>Of the links that hold words that nobody takes, the one to the first core.</summary>
    public LinkTable? Untaken() => _into.FirstOrDefault(l => l is { Words: > 0 });
}
