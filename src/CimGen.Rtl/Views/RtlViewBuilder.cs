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
    /// <summary>Opcodes that the controller knows.</summary>
    private static IEnumerable<Opcode> ControllerOpcodes(MachineParameters p) =>
        InstructionSet.Table.Select(d => d.Opcode).Where(o => o != Opcode.MLoad || p.Multicast);

    /// <summary>Opcodes that the GPEU names.</summary>
    private static readonly ImmutableArray<Opcode> GpeuOpcodes =
        [.. InstructionSet.Table.Where(d => d.Unit == Unit.Gpeu).Select(d => d.Opcode)];

    public static RtlView Build(string toolVersion, Architecture architecture, Wiring wiring)
    {
        var parameters = new MachineParameters(architecture);
        var wires = architecture.Sync.Transport == SyncTransport.Dedicated
            ? wiring.Calls.Distinct().Order(Comparer<SyncEdge>.Create(ByCallee)).ToImmutableArray()
            : [];
        var links = parameters.Forward ? wiring.Links : [];
        var groups = parameters.Multicast ? wiring.Groups : [];
        var incrementWidth = wires.IsEmpty
            ? 1
            : 32 - BitOperations.LeadingZeroCount((uint)wires.GroupBy(e => (e.Callee, e.Counter)).Max(g => g.Count()));
        var view = BuildArchitecture(parameters, incrementWidth);
        var hash = Hash($"{toolVersion} {architecture.Name} {architecture.Crossbar.Implementation} {architecture.Sync.Transport} {view} {string.Join(' ', wires)} {string.Join(' ', links)} {string.Join(' ', groups.Select(g => $"{g.ForInputs} {string.Join(',', g.Cores)}"))}");
        return new RtlView(
            new ToolView(toolVersion),
            new SpecView(architecture.Name, hash),
            view,
            BuildIsa(parameters),
            BuildHost(parameters, hash),
            BuildSync(parameters, wires, incrementWidth),
            ConnectionViews.Links(parameters.Cores, links),
            ConnectionViews.Multicast(architecture, groups),
            BoardViews.Uart(),
            BoardViews.Clocks());
    }

    /// <summary>Of what determines the Verilog and nothing else: designs that can share a model have equal bytes.</summary>
    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private static int ByCallee(SyncEdge a, SyncEdge b) =>
        (a.Callee, a.Counter, a.Caller).CompareTo((b.Callee, b.Counter, b.Caller));

    private static ArchitectureView BuildArchitecture(MachineParameters p, int incrementWidth) => new(
        p.Cores, p.Rows, p.Columns, p.BusBytes, p.Masters, p.MasterWidth, p.BusTree, p.BusStages, p.PathWidth, p.PlaceLow, p.PlaceWidth, p.MemoryWords, p.WordWidth, p.AddressWidth, p.BeatsWidth, p.BufferWidth, p.BufferWords, p.BufferWordWidth, p.GpeuLatency,
        p.InWidth, p.OutWidth, p.Latency, p.MvmCycles, p.MacLanes, p.Banks, p.Overlapped, p.CallOnBus, p.CoreLevels, p.CallCoreWidth, p.CallWidth,
        p.InstructionBytes, p.InstructionWords, p.PcWidth, p.WeightBytes, p.WeightWidth, p.HostWidth, p.Counters, p.CounterWidth, incrementWidth,
        p.Forward, p.Multicast, p.LinkWords);

    private static IsaView BuildIsa(MachineParameters p) => new(
        InstructionSet.Registers,
        [.. ControllerOpcodes(p).Select(BuildOpcode)],
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
        var design = hash[..8];
        var constants = new Dictionary<string, string>
        {
            ["id"] = Hex(RegisterMap.Identification),
            ["version"] = RegisterMap.Version.ToString(CultureInfo.InvariantCulture),
            ["hash"] = design,
            ["cores"] = p.Cores.ToString(CultureInfo.InvariantCulture),
            ["rows"] = p.Rows.ToString(CultureInfo.InvariantCulture),
            ["columns"] = p.Columns.ToString(CultureInfo.InvariantCulture),
            ["memory"] = p.MemoryBytes.ToString(CultureInfo.InvariantCulture),
            ["instructions"] = p.InstructionBytes.ToString(CultureInfo.InvariantCulture),
        };
        var registers = RegisterMap.Registers.Select(r => new RegisterView(
            r.Name,
            $"REG_{r.Name}",
            r.Offset.ToString("x3", CultureInfo.InvariantCulture),
            constants.Aggregate(r.Value, (text, c) => text.Replace($"{{{{{c.Key}}}}}", c.Value, StringComparison.Ordinal)),
            r.Meaning)).ToImmutableArray();
        var map = HostMap.Of(p.Architecture);
        return new HostView(Hex(RegisterMap.Identification), (int)RegisterMap.Version, design, map.AddressWidth, [.. map.Windows.Select(BuildWindow)], registers);
    }

    private static WindowView BuildWindow(HostWindow window) => new(
        window.Name,
        window.Name.ToUpperInvariant(),
        Hex(window.Base),
        Hex(window.Size),
        Hex(window.Stride),
        window.Places,
        window.Bytes);

    private static SyncView BuildSync(MachineParameters p, ImmutableArray<SyncEdge> wires, int incrementWidth)
    {
        var edges = wires.Select((e, i) => new EdgeView(i, e.Caller, e.Callee, e.Counter)).ToImmutableArray();
        var byTarget = edges.ToLookup(e => (e.Callee * p.Counters) + e.Counter);
        var pad = incrementWidth - 1;
        var targets = architectureCounters(p).Select(index => new TargetView(index, byTarget[index].Any()
            ? string.Join(" + ", byTarget[index].Select(e => pad > 0 ? $"{{{pad}'d0, edge_q[{e.Index}]}}" : $"edge_q[{e.Index}]"))
            : $"{incrementWidth}'d0"));
        return p.Architecture.Sync.Transport == SyncTransport.Dedicated
            ? new SyncView(edges, Math.Max(1, edges.Length), edges.IsEmpty, [.. targets])
            : new SyncView([], 1, true, []);

        static IEnumerable<int> architectureCounters(MachineParameters p) => Enumerable.Range(0, p.Cores * p.Counters);
    }

    private static string Hex(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);
}
