using System.Numerics;
using CimGen.Bench.Sync;
using CimGen.Machines;

namespace CimGen.Bench.Cells;

/// <summary>What a machine costs, per core: the parts that are shared are divided among the cores.</summary>
public sealed record CellRow(params object[] Values)
{
    public static readonly string[] Columns =
        ["machine", "core", "links", "bus", "sync interconnect", "load groups", "all", "flip-flops, all", "sync counters, bits", "credits and group flags, bits"];

    public static CellRow Of(Variant variant, Architecture architecture, GateNetlist netlist)
    {
        long Cells(params string[] modules) => modules.Sum(netlist.Cells) / architecture.Cores;

        // A link's sender counts the words that the receiver has room for; a group has a request and an active flag.
        var credits = (architecture.Forwards ? BitOperations.Log2((uint)architecture.LinkWords) + 1 : 0) + ((netlist.Registers("cim_load_groups") + architecture.Cores - 1) / architecture.Cores);
        return new CellRow(
            variant.Name,
            Cells("cim_core") - Cells("cim_link_sender", "cim_link_receiver"),
            Cells("cim_link_sender", "cim_link_receiver"),
            Cells("cim_bus"),
            Cells("cim_sync"),
            Cells("cim_load_groups"),
            Cells("cim_tile"),
            netlist.Registers("cim_tile") / architecture.Cores,
            netlist.Registers("cim_counters") / architecture.Cores,
            credits);
    }
}
