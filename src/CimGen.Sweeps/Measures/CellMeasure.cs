using System.Collections.Immutable;
using System.Numerics;
using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Machines;
using CimGen.Sweeps.Points;
using CimGen.Synthesis;

namespace CimGen.Sweeps.Measures;

/// <summary>What a machine costs in cells of Yosys, per core: the parts that are shared are divided among the cores.</summary>
internal sealed class CellMeasure : DesignMeasure
{
    public override string Name => "cells";

    public override ImmutableArray<string> Columns =>
        ["core", "links", "bus", "sync_interconnect", "load_groups", "all", "flip_flops_all", "sync_counters_bits", "credits_and_group_flags_bits"];

    public override Result<Measured> Run(SweepPoint point, PointDesign design, Workbench bench) => design.Compile().Then(bench.Prove).Then(compiled =>
        GoldenResults.Run(compiled, design.Network.Stimulus, stallSeed: 0).Then(golden => bench.Within(point, folder =>
            PointDesign.Write(folder, compiled, golden).Then(_ => GateNetlist.Synthesize(folder)).Then(netlist => Result.Success(Values(compiled.Architecture, netlist))))));

    private static Measured Values(Architecture architecture, GateNetlist netlist)
    {
        long Cells(params string[] modules) => modules.Sum(netlist.Cells) / architecture.Cores;

        // A link's sender counts the words that the receiver has room for; a group has a request and an active flag.
        var credits = (architecture.Forwards ? BitOperations.Log2((uint)architecture.LinkWords) + 1 : 0) + ((netlist.Registers("cim_load_groups") + architecture.Cores - 1) / architecture.Cores);
        return new Measured(
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
