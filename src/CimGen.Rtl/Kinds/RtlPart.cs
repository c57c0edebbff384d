using System.Collections.Immutable;

namespace CimGen.Rtl.Kinds;

/// <summary>What a kind of hardware adds to the Verilog of one machine.</summary>
/// <param name="Key">Text of all that the part's Verilog depends on and that <see cref="MachineParameters"/> do not say: machines with equal keys have equal bytes.</param>
/// <param name="Modules">Leaves first.</param>
/// <param name="Variables">Of the templates, by name: records whose members appear there in snake_case.</param>
public sealed record RtlPart(string Key, ImmutableArray<RtlModule> Modules, ImmutableDictionary<string, object> Variables);
