using System.Collections.Immutable;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Rtl.Views;

namespace CimGen.Rtl;

/// <summary>A module of the machine and its template, or templates: variants have the same ports.</summary>
/// <param name="Folder">Of the template: a kind of hardware, or <c>machine</c> for what all have.</param>
/// <param name="Name">Of the module and its file.</param>
internal sealed record RtlModule(string Folder, string Name)
{
    /// <summary>Leaves first, in the order of the file list.</summary>
    private static readonly ImmutableArray<RtlModule> All =
    [
        new("machine", "cim_arbiter"),
        new("fabric", "cim_channel_arbiter"),
        new("fabric", "cim_bus"),
        new("fabric", "cim_request_node") { IsNeeded = v => v.Arch.BusTree },
        new("fabric", "cim_bus_node") { IsNeeded = v => v.Arch.BusTree },
        new("machine", "cim_ram"),
        new("machine", "cim_ram_1p") { IsNeeded = IsEmulated },
        new("machine", "cim_memory"),
        new("microcode", "cim_buffers"),
        new("microcode", "cim_instruction_memory"),
        new("microcode", "cim_counters"),
        new("crossbar", "cim_mvm_queue"),
        new("fabric", "cim_link_sender") { IsNeeded = v => v.Arch.Forward },
        new("fabric", "cim_link_receiver") { IsNeeded = v => v.Arch.Forward },
        new("fabric", "cim_links") { Variant = v => v.Arch.Forward ? "forward" : "none" },
        new("microcode", "cim_lsu"),
        new("microcode", "cim_requantize"),
        new("microcode", "cim_gpeu_lane"),
        new("microcode", "cim_gpeu"),
        new("crossbar", "cim_crossbar") { Variant = v => IsEmulated(v) ? "emulated" : "behavioural" },
        new("microcode", "cim_controller"),
        new("microcode", "cim_core"),
        new("fabric", "cim_call_node") { IsNeeded = v => Transport(v) == SyncTransport.Tree },
        new("fabric", "cim_group_tree") { IsNeeded = v => v.Multicast.Groups.Any(g => g.Levels > 0) },
        new("fabric", "cim_load_groups") { Variant = v => v.Arch.Multicast ? "multicast" : "unicast" },
        new("fabric", "cim_sync") { Variant = v => Transport(v).ToString().ToLowerInvariant() },
        new("machine", "cim_halt_tree"),
        new("machine", "cim_tile"),
        new("machine", "cim_skid"),
        new("machine", "cim_axi_host"),
        new("machine", "cim_top"),
    ];

    /// <summary>Path of the module in the design's folder.</summary>
    public string Path => $"rtl/{Name}.v";

    /// <summary>Whether a machine has an instance of it: the file list names no other.</summary>
    private Func<RtlView, bool> IsNeeded { get; init; } = _ => true;

    /// <summary>Which of its variants a machine has; null where there is one only.</summary>
    private Func<RtlView, string>? Variant { get; init; }

    /// <summary>The modules of a machine.</summary>
    public static ImmutableArray<RtlModule> Of(RtlView view) => [.. All.Where(m => m.IsNeeded(view))];

    /// <summary>Name of the template that makes the module of a machine.</summary>
    public string TemplateFor(RtlView view) => $"{Folder}/{Name}{(Variant is null ? "" : $"_{Variant(view)}")}.v.sbn";

    private static bool IsEmulated(RtlView view) => view.Arch.Architecture.Crossbar.Implementation == CrossbarImplementation.Emulated;

    private static SyncTransport Transport(RtlView view) => view.Arch.Architecture.Sync.Transport;
}
