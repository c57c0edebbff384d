using System.Collections.Immutable;

namespace CimGen.Rtl.Views;

/// <summary>What the Verilog templates may name; members appear there in snake_case.</summary>
public sealed record RtlView(ToolView Tool, SpecView Spec, MachineParameters Arch, PartsView Parts, IsaView Isa, HostView Host, CallView Call, SyncView Sync, ImmutableArray<LinkView> Links, MulticastView Multicast, UartView Uart, ImmutableDictionary<string, BoardClockView> Boards);

public sealed record ToolView(string Version);

/// <param name="Hash">First 16 hexadecimal digits of the SHA-256 of all parameters and edges below.</param>
public sealed record SpecView(string Name, string Hash);

/// <summary>Templates of those parts of modules that have variants: one of each is in a machine.</summary>
/// <param name="Bus">Of the tile: the bus between the cores, the host and memory.</param>
/// <param name="LinkWires">Of the tile: from core to core.</param>
/// <param name="BusTrace">Of the tile, simulation: which core has a grant of the bus.</param>
/// <param name="GroupTrace">Likewise: which core shares another one's.</param>
public sealed record PartsView(string Bus, string LinkWires, string BusTrace, string GroupTrace);

/// <param name="Opcodes">All but the vector ones that the controller treats alike are named by it too.</param>
/// <param name="Fields">Bit ranges, as <c>high:low</c>, by field name.</param>
/// <param name="Buffers">Numbers by buffer name.</param>
/// <param name="Link">Code of the link as a vector operand.</param>
public sealed record IsaView(
    int Registers,
    ImmutableArray<OpcodeView> Opcodes,
    ImmutableArray<OpcodeView> VectorOpcodes,
    ImmutableDictionary<string, string> Fields,
    ImmutableDictionary<string, int> Buffers,
    int Link);

public sealed record OpcodeView(string Constant, int Value);

/// <param name="DesignHex">First 32 bits of the spec hash.</param>
/// <param name="AddressWidth">Bits of the port's addresses.</param>
/// <param name="MemoryBytes">Of shared memory.</param>
/// <param name="Bits">Place in the register, by name.</param>
public sealed record HostView(
    string IdHex,
    int Version,
    string DesignHex,
    int AddressWidth,
    int MemoryBytes,
    ImmutableArray<WindowView> Windows,
    ImmutableArray<RegisterView> Registers,
    ImmutableDictionary<string, int> Bits,
    ImmutableArray<MaskView> Masks);

/// <param name="Text">Its name, for people.</param>
/// <param name="Constant">The same, of constants.</param>
/// <param name="SizeHex">Addresses of all places.</param>
/// <param name="StrideHex">Addresses from one place to the next.</param>
/// <param name="Places">One, or the cores.</param>
/// <param name="Bytes">Of each place.</param>
public sealed record WindowView(string Text, string Constant, string BaseHex, string SizeHex, string StrideHex, int Places, int Bytes);

public sealed record RegisterView(string Name, string Constant, string OffsetHex, string Meaning);

/// <summary>A bit of a register, as C has it.</summary>
/// <param name="Registers">For people, where its name does not say it.</param>
public sealed record MaskView(string Name, string Hex, string? Registers);

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
