using CimGen.Core.Tables;

namespace CimGen.Synthesis.Fpga;

/// <summary>Which part of a machine takes how many look-up tables.</summary>
public static class ModuleTable
{
    public static readonly string[] Columns = ["part", "modules", "LUT, one", "LUT, all"];

    /// <summary>Parts in the order of the table; "own" counts a module without those below it.</summary>
    private static readonly (string Part, string[] Modules, bool Own, bool PerCore)[] Parts =
    [
        ("controller", ["cim_controller"], false, true),
        ("load/store unit", ["cim_lsu"], false, true),
        ("sync counters", ["cim_counters"], false, true),
        ("program memory", ["cim_instruction_memory"], false, true),
        ("buffers", ["cim_buffers", "cim_mvm_queue"], false, true),
        ("GPEU", ["cim_gpeu"], false, true),
        ("crossbar", ["cim_crossbar"], false, true),
        ("links", ["cim_link_sender", "cim_link_receiver"], false, true),
        ("core, all", ["cim_core"], false, true),
        ("sync interconnect", ["cim_sync"], false, true),
        ("bus", ["cim_bus", "cim_bus_node"], false, false),
        ("multiplexers of the masters, run control", ["cim_tile"], true, false),
        ("end of a run", ["cim_halt_tree"], false, false),
        ("shared memory", ["cim_memory"], false, false),
        ("load groups", ["cim_load_groups"], false, false),
        ("host port", ["cim_axi_host"], false, false),
    ];

    /// <summary>All modules that are parts.</summary>
    public static IEnumerable<string> Modules => Parts.SelectMany(p => p.Modules);

    /// <summary>Look-up tables of a part, of all its instances.</summary>
    public static long Luts(ModuleCells cells, string part)
    {
        var (_, modules, own, _) = Parts.Single(p => p.Part == part);
        return modules.Sum(m => own ? cells.Own(m, t => CellTypes.Count(t, Resource.Lut) == 1) : FpgaFlow.Sum(cells, m, Resource.Lut));
    }

    public static Table Make(ModuleCells cells, int cores)
    {
        var table = new Table(Columns);
        foreach (var (part, modules, _, perCore) in Parts)
        {
            var all = Luts(cells, part);
            if (all > 0)
            {
                table.Add(part, string.Join(", ", modules), perCore ? FormattableString.Invariant($"{(double)all / cores:0.#}") : "-", all);
            }
        }

        return table;
    }
}
