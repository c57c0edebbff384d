using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Rtl.Views;

/// <summary>Takes every decision that the templates lay out as text.</summary>
public static class RtlViewBuilder
{
    /// <summary>Bits of an address.</summary>
    private const int AddressBits = 32;

    /// <summary>Opcodes that the GPEU names.</summary>
    private static readonly ImmutableArray<Opcode> GpeuOpcodes =
        [.. InstructionSet.Table.Where(d => d.Unit == Unit.Gpeu).Select(d => d.Opcode)];

    public static RtlView Build(string toolVersion, Architecture architecture, Wiring wiring)
    {
        var wires = architecture.Sync.Transport == SyncTransport.Dedicated
            ? wiring.Calls.Distinct().Order(Comparer<SyncEdge>.Create(ByCallee)).ToImmutableArray()
            : [];
        var incrementWidth = wires.IsEmpty
            ? 1
            : 32 - BitOperations.LeadingZeroCount((uint)wires.GroupBy(e => (e.Callee, e.Counter)).Max(g => g.Count()));
        var parameters = new MachineParameters(architecture) { IncrementWidth = incrementWidth };
        var links = parameters.Forward ? wiring.Links : [];
        var groups = parameters.Multicast ? wiring.Groups : [];
        var hash = Hash($"{toolVersion} {architecture.Name} {architecture.Crossbar.Implementation} {architecture.Sync.Transport} {Text(parameters)} {string.Join(' ', wires)} {string.Join(' ', links)} {string.Join(' ', groups.Select(g => $"{g.ForInputs} {string.Join(',', g.Cores)}"))}");
        return new RtlView(
            new ToolView(toolVersion),
            new SpecView(architecture.Name, hash),
            parameters,
            BuildParts(parameters),
            BuildIsa(),
            BuildHost(parameters, hash),
            BuildCall(),
            BuildSync(parameters, wires),
            ConnectionViews.Links(parameters.Cores, links),
            ConnectionViews.Multicast(architecture, groups),
            BoardViews.Uart(),
            BoardViews.Clocks());
    }

    /// <summary>Of what determines the Verilog and nothing else: designs that can share a model have equal bytes.</summary>
    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    /// <summary>The parameters in words. A machine keeps its hash, and with it what register DESIGN reads, as long as this stays.</summary>
    private static string Text(MachineParameters parameters) =>
        parameters.ToString().Replace(nameof(MachineParameters), "ArchitectureView", StringComparison.Ordinal);

    private static int ByCallee(SyncEdge a, SyncEdge b) =>
        (a.Callee, a.Counter, a.Caller).CompareTo((b.Callee, b.Counter, b.Caller));

    private static PartsView BuildParts(MachineParameters p) => new(
        p.BusTree ? "fabric/tile_bus_tree.sbn" : "fabric/tile_bus_flat.sbn",
        p.Forward ? "fabric/link_wires_forward.sbn" : "fabric/link_wires_none.sbn",
        p.BusTree ? "fabric/trace_bus_tree.sbn" : "fabric/trace_bus_flat.sbn",
        p.BusTree && p.Multicast ? "fabric/trace_groups_tree.sbn" : "fabric/trace_groups_flat.sbn");

    private static IsaView BuildIsa() => new(
        InstructionSet.Registers,
        [.. InstructionSet.Table.Select(d => BuildOpcode(d.Opcode))],
        [.. GpeuOpcodes.Select(BuildOpcode)],
        InstructionSet.Table.SelectMany(d => d.Fields).Append(Fields.Opcode).Distinct()
            .ToImmutableDictionary(f => f.Name, f => string.Create(CultureInfo.InvariantCulture, $"{f.High}:{f.Low}")),
        Enum.GetValues<BufferId>().Where(b => b != BufferId.Link).ToImmutableDictionary(BufferName, b => (int)b),
        Operand.LinkCode);

    /// <summary>As in the ISA, but for <c>in</c>, which is a word of the template language.</summary>
    private static string BufferName(BufferId buffer) => buffer switch
    {
        BufferId.In => "input",
        BufferId.Out => "output",
        _ => buffer.ToString().ToLowerInvariant(),
    };

    private static OpcodeView BuildOpcode(Opcode opcode) => new($"OP_{opcode.ToString().ToUpperInvariant()}", (int)opcode);

    private static HostView BuildHost(MachineParameters p, string hash)
    {
        var map = HostMap.Of(p.Architecture);
        return new HostView(
            Hex(RegisterMap.Identification),
            (int)RegisterMap.Version,
            hash[..8],
            map.AddressWidth,
            p.MemoryBytes,
            [.. map.Windows.Select(BuildWindow)],
            [.. RegisterMap.Registers.Select(r => new RegisterView(
                r.Name, $"REG_{r.Name}", r.Offset.ToString("x3", CultureInfo.InvariantCulture), r.Meaning))],
            RegisterMap.Bits.ToImmutableDictionary(b => b.Name.ToLowerInvariant(), b => b.Bit),
            [.. RegisterMap.Bits.Select(b => new MaskView(
                b.Name, (1u << b.Bit).ToString("x", CultureInfo.InvariantCulture), b.Registers.Length > 1 ? string.Join(" and ", b.Registers) : null))]);
    }

    private static WindowView BuildWindow(HostWindow window) => new(
        window.Name,
        window.Name.ToUpperInvariant(),
        Hex(window.Base),
        Hex(window.Size),
        Hex(window.Stride),
        window.Places,
        window.Bytes);

    private static CallView BuildCall() => new(
        Range(CallAddress.CoreLow, CallAddress.CoreWidth),
        Range(CallAddress.CounterLow, CallAddress.CounterWidth),
        CallAddress.CoreWidth,
        CallAddress.CounterWidth,
        AddressBits - CallAddress.CoreLow - CallAddress.CoreWidth,
        CallAddress.CoreLow - CallAddress.CounterLow - CallAddress.CounterWidth,
        CallAddress.CounterLow);

    private static string Range(int low, int width) => string.Create(CultureInfo.InvariantCulture, $"{low + width - 1}:{low}");

    private static SyncView BuildSync(MachineParameters p, ImmutableArray<SyncEdge> wires)
    {
        var edges = wires.Select((e, i) => new EdgeView(i, e.Caller, e.Callee, e.Counter)).ToImmutableArray();
        var byTarget = edges.ToLookup(e => (e.Callee * p.Counters) + e.Counter);
        var pad = p.IncrementWidth - 1;
        var targets = Enumerable.Range(0, p.Cores * p.Counters).Select(index => new TargetView(index, byTarget[index].Any()
            ? string.Join(" + ", byTarget[index].Select(e => pad > 0 ? $"{{{pad}'d0, edge_q[{e.Index}]}}" : $"edge_q[{e.Index}]"))
            : $"{p.IncrementWidth}'d0"));
        return p.Architecture.Sync.Transport == SyncTransport.Dedicated
            ? new SyncView(edges, Math.Max(1, edges.Length), edges.IsEmpty, [.. targets])
            : new SyncView([], 1, true, []);
    }

    private static string Hex(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);
}
