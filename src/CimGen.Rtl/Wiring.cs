using System.Collections.Immutable;
using CimGen.Machines.Images;

namespace CimGen.Rtl;

/// <summary>Connections between cores that the schedule asks for.</summary>
/// <param name="Calls">Wires are made from them when the transport is dedicated.</param>
/// <param name="Links">For partial sums that are forwarded.</param>
/// <param name="Groups">For loads that are multicast.</param>
public sealed record Wiring(ImmutableArray<SyncEdge> Calls, ImmutableArray<LinkEdge> Links, ImmutableArray<MulticastGroup> Groups)
{
    /// <summary>Nothing but bus and memory.</summary>
    public static Wiring None { get; } = new([], [], []);
}
