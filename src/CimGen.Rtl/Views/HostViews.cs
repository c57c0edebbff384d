using System.Collections.Immutable;

namespace CimGen.Rtl.Views;

public sealed record ToolView(string Version);

/// <param name="Hash">First 16 hexadecimal digits of the SHA-256 of all that the Verilog depends on.</param>
public sealed record SpecView(string Name, string Hash);

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
