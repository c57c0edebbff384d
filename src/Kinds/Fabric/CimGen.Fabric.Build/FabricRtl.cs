using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Rtl;
using CimGen.Rtl.Kinds;

namespace CimGen.Fabric.Build;

/// <summary>Verilog of what joins the cores of a tile: bus and its nodes, sync interconnect, links, groups of loads.</summary>
public sealed class FabricRtl : IRtlKind
{
    private const string Folder = "fabric";

    /// <summary>Bits of an address.</summary>
    private const int AddressBits = 32;

    /// <inheritdoc/>
    public RtlPart Part(Architecture architecture, Wiring wiring)
    {
        // Wires, links and groups that the machine has not leave its bytes as they are.
        ImmutableArray<SyncEdge> wires = architecture.Sync.Transport == SyncTransport.Dedicated
            ? [.. wiring.Calls.Distinct().OrderBy(e => (e.Callee, e.Counter, e.Caller))]
            : [];
        var links = architecture.PartialSums == PartialSumPath.Forward ? wiring.Links : [];
        var groups = architecture.Ifm == IfmDelivery.Multicast ? wiring.Groups : [];
        var parameters = new FabricParameters(architecture) { IncrementWidth = IncrementWidth(wires) };
        var multicast = ConnectionViews.Multicast(architecture, groups);
        return new RtlPart(
            $"{architecture.Sync.Transport} {parameters} {string.Join(' ', wires)} {string.Join(' ', links)} {string.Join(' ', groups.Select(g => $"{g.ForInputs} {string.Join(',', g.Cores)}"))}",
            Modules(architecture, parameters, multicast),
            ImmutableDictionary<string, object>.Empty
                .Add("fabric", parameters)
                .Add("parts", Parts(architecture, parameters))
                .Add("call", Call())
                .Add("sync", Sync(architecture, parameters, wires))
                .Add("links", ConnectionViews.Links(architecture.Cores, links))
                .Add("multicast", multicast));
    }

    private static ImmutableArray<RtlModule> Modules(Architecture architecture, FabricParameters parameters, MulticastView multicast)
    {
        var forwards = architecture.PartialSums == PartialSumPath.Forward;
        return
        [
            Module("cim_channel_arbiter"),
            Module("cim_bus"),
            .. Some(parameters.BusTree, "cim_request_node", "cim_bus_node"),
            .. Some(forwards, "cim_link_sender", "cim_link_receiver"),
            Module("cim_links", forwards ? "forward" : "none"),
            .. Some(architecture.Sync.Transport == SyncTransport.Tree, "cim_call_node"),
            Module("cim_sync", architecture.Sync.Transport.ToString().ToLowerInvariant()),
            .. Some(multicast.Groups.Any(g => g.Levels > 0), "cim_group_tree"),
            Module("cim_load_groups", architecture.Ifm.ToString().ToLowerInvariant()),
        ];
    }

    private static RtlModule Module(string name, string? variant = null) => RtlModule.Of(Folder, name, variant);

    private static IEnumerable<RtlModule> Some(bool needed, params IEnumerable<string> names) => needed ? names.Select(n => Module(n)) : [];

    private static int IncrementWidth(ImmutableArray<SyncEdge> wires) =>
        wires.IsEmpty ? 1 : BitOperations.Log2((uint)wires.CountBy(e => (e.Callee, e.Counter)).Max(g => g.Value)) + 1;

    private static PartsView Parts(Architecture architecture, FabricParameters parameters)
    {
        var bus = parameters.BusTree ? "tree" : "flat";
        var groups = parameters.BusTree && architecture.Ifm == IfmDelivery.Multicast ? "tree" : "flat";
        var links = architecture.PartialSums == PartialSumPath.Forward ? "forward" : "none";
        return new PartsView(
            $"{Folder}/tile_bus_{bus}.sbn", $"{Folder}/link_wires_{links}.sbn", $"{Folder}/trace_bus_{bus}.sbn", $"{Folder}/trace_groups_{groups}.sbn");
    }

    private static CallView Call() => new(
        Range(CallAddress.CoreLow, CallAddress.CoreWidth),
        Range(CallAddress.CounterLow, CallAddress.CounterWidth),
        CallAddress.CoreWidth,
        CallAddress.CounterWidth,
        AddressBits - CallAddress.CoreLow - CallAddress.CoreWidth,
        CallAddress.CoreLow - CallAddress.CounterLow - CallAddress.CounterWidth,
        CallAddress.CounterLow);

    private static string Range(int low, int width) => string.Create(CultureInfo.InvariantCulture, $"{low + width - 1}:{low}");

    private static SyncView Sync(Architecture architecture, FabricParameters parameters, ImmutableArray<SyncEdge> wires)
    {
        if (architecture.Sync.Transport != SyncTransport.Dedicated)
        {
            return new SyncView([], 1, true, []);
        }

        var edges = wires.Select((e, i) => new EdgeView(i, e.Caller, e.Callee, e.Counter)).ToImmutableArray();
        var byTarget = edges.ToLookup(e => (e.Callee * architecture.Sync.Counters) + e.Counter);
        var pad = parameters.IncrementWidth - 1;
        var targets = Enumerable.Range(0, architecture.Cores * architecture.Sync.Counters).Select(index => new TargetView(index, byTarget[index].Any()
            ? string.Join(" + ", byTarget[index].Select(e => pad > 0 ? $"{{{pad}'d0, edge_q[{e.Index}]}}" : $"edge_q[{e.Index}]"))
            : $"{parameters.IncrementWidth}'d0"));
        return new SyncView(edges, Math.Max(1, edges.Length), edges.IsEmpty, [.. targets]);
    }
}
