using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Crossbars.Model;
using CimGen.Fabric.Model;
using CimGen.Machines;
using CimGen.Rtl.Boards;
using CimGen.Rtl.Templates;
using CimGen.Rtl.Views;

namespace CimGen.Rtl;

/// <summary>Renders the Verilog file set and what comes with it from the templates.</summary>
public static class RtlGenerator
{
    private const string CallNode = "cim_call_node";

    /// <summary>Modules in the order of the file list: leaves first.</summary>
    private static readonly ImmutableArray<string> AllModules =
    [
        "cim_arbiter", "cim_channel_arbiter", "cim_bus", "cim_request_node", "cim_bus_node", "cim_ram", "cim_ram_1p", "cim_memory", "cim_buffers", "cim_instruction_memory", "cim_counters",
        "cim_mvm_queue", "cim_link_sender", "cim_link_receiver", "cim_lsu", "cim_requantize", "cim_gpeu_lane", "cim_gpeu", "cim_crossbar", "cim_controller", "cim_core", CallNode, "cim_group_tree", "cim_load_groups", "cim_sync", "cim_halt_tree", "cim_tile", "cim_skid", "cim_axi_host", "cim_top",
    ];

    public static Result<IReadOnlyList<OutputFile>> Run(
        TemplateEngine engine,
        string toolVersion,
        Architecture architecture,
        Wiring wiring)
    {
        var view = RtlViewBuilder.Build(toolVersion, architecture, wiring);
        var files = new List<OutputFile>();
        var bag = new DiagnosticBag();
        var modules = AllModules.Where(m => IsWanted(m, architecture, view)).ToList();
        foreach (var module in modules)
        {
            Render($"rtl/{module}{Variant(module, architecture)}.v.sbn", $"rtl/{module}.v");
        }

        Render("sw/cim_regs.h.sbn", "sw/cim_regs.h");
        Render("sim/Makefile.sbn", "Makefile");
        Render("sim/cim_tb.v.sbn", "sim/cim_tb.v");
        var machine = string.Concat(modules.Select(m => $"rtl/{m}.v\n"));
        files.Add(new OutputFile("filelist.f", machine));
        Render("board/package_ip.tcl.sbn", "package_ip.tcl");
        RenderBoards();
        return Result.From<IReadOnlyList<OutputFile>>(files, bag);

        void RenderBoards()
        {
            foreach (var module in Board.SharedModules)
            {
                Render($"rtl/{module}.v.sbn", $"board/{module}.v");
            }

            var shared = string.Concat(Board.SharedModules.Select(m => $"board/{m}.v\n"));
            foreach (var board in Board.All)
            {
                Render($"board/{board.Top}.v.sbn", $"board/{board.Top}.v");
                Render($"board/{board.Name}.{board.Constraints}.sbn", $"board/{board.Name}.{board.Constraints}");
                files.Add(new OutputFile($"board/{board.Name}.f", $"{machine}{shared}board/{board.Top}.v\n"));
            }

            Render("sw/cim_uart.h.sbn", "sw/cim_uart.h");
            Render("sw/cim_uart.c.sbn", "sw/cim_uart.c");
        }

        void Render(string template, string path)
        {
            var text = engine.Render(template, view);
            bag.AddRange(text.Diagnostics);
            files.Add(new OutputFile(path, text.Value ?? string.Empty));
        }
    }

    /// <summary>What the register DESIGN of the Verilog reads, in hexadecimal.</summary>
    public static string DesignHex(string toolVersion, Architecture architecture, Wiring wiring) =>
        RtlViewBuilder.Build(toolVersion, architecture, wiring).Host.DesignHex;

    /// <summary>Whether the machine has an instance of a module: the file list names no other.</summary>
    private static bool IsWanted(string module, Architecture architecture, RtlView view) => module switch
    {
        "cim_link_sender" or "cim_link_receiver" => architecture.PartialSums == PartialSumPath.Forward,
        "cim_ram_1p" => architecture.Crossbar.Implementation == CrossbarImplementation.Emulated,
        CallNode => architecture.Sync.Transport == SyncTransport.Tree,
        "cim_request_node" or "cim_bus_node" => FabricTiming.BusStages(architecture) > 0,
        "cim_group_tree" => architecture.Ifm == IfmDelivery.Multicast && view.Multicast.Groups.Any(g => g.Levels > 0),
        "cim_load_groups" => architecture.Ifm == IfmDelivery.Multicast,
        _ => true,
    };

    /// <summary>Modules with several implementations behind the same ports.</summary>
    private static string Variant(string module, Architecture architecture) => module switch
    {
        "cim_crossbar" => architecture.Crossbar.Implementation == CrossbarImplementation.Emulated ? "_emulated" : "_behavioural",
        "cim_sync" => $"_{architecture.Sync.Transport.ToString().ToLowerInvariant()}",
        _ => string.Empty,
    };
}
