using System.Collections.Immutable;

namespace CimGen.Fabric.Build;

/// <summary>Templates of those parts of modules that have variants: one of each is in a machine.</summary>
/// <param name="Bus">Of the tile: the bus between the cores, the host and memory.</param>
/// <param name="LinkWires">Of the tile: from core to core.</param>
/// <param name="BusTrace">Of the tile, simulation: which core has a grant of the bus.</param>
/// <param name="GroupTrace">Likewise: which core shares another one's.</param>
public sealed record PartsView(string Bus, string LinkWires, string BusTrace, string GroupTrace);

/// <summary>Bit ranges of the address of a CALL, as <c>high:low</c>, and widths of its parts.</summary>
/// <param name="Above">Bits above the core.</param>
/// <param name="Between">Bits between core and counter.</param>
/// <param name="Below">Bits below the counter.</param>
public sealed record CallView(string Core, string Counter, int CoreWidth, int CounterWidth, int Above, int Between, int Below);

/// <param name="Edges">Of the dedicated transport; empty otherwise.</param>
/// <param name="EdgesDeclared">Width of the edge register, at least 1.</param>
/// <param name="Targets">One per counter of each core, in order.</param>
public sealed record SyncView(
    ImmutableArray<EdgeView> Edges,
    int EdgesDeclared,
    bool EdgesEmpty,
    ImmutableArray<TargetView> Targets);

public sealed record EdgeView(int Index, int Caller, int Callee, int Counter);

/// <param name="Sum">Verilog expression: the sum of the edges that reach the counter.</param>
public sealed record TargetView(int Index, string Sum);

/// <summary>One per core.</summary>
/// <param name="From">The core that it receives from; 0 for none.</param>
/// <param name="To">The core that it sends to; 0 for none.</param>
public sealed record LinkView(int Index, bool Receives, int From, bool Sends, int To);

/// <param name="Declared">Width of the group registers, at least 1.</param>
public sealed record MulticastView(ImmutableArray<LoadGroupView> Groups, int Declared, bool Empty, ImmutableArray<LoadGroupCoreView> Cores);

/// <param name="Text">Its purpose and cores, for people.</param>
/// <param name="Requests">Verilog: the request of each member.</param>
/// <param name="Levels">Levels of nodes between the members and the group's request; 0 for none.</param>
public sealed record LoadGroupView(int Index, string Text, int Leader, string Requests, int Members, int Levels);

/// <param name="Request">Verilog: the core's read request to the bus.</param>
/// <param name="Joins">Verilog: a read of a group that it does not lead is granted.</param>
/// <param name="Granted">Verilog of the simulation: the bus grants a read of a group that it does not lead, behind the nodes of the bus tree.</param>
/// <param name="Valid">Verilog: a beat for the core.</param>
public sealed record LoadGroupCoreView(int Index, string Request, string Joins, string Granted, string Valid);
