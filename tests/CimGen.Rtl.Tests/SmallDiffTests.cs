using System.Reflection;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Rtl.Tests;

/// <summary>A change of one field of the spec is a small change of the files: parameters, and what has to be there once more.</summary>
public sealed class SmallDiffTests
{
    private static readonly Architecture Machine = TestMachines.Small with
    {
        Compute = TestMachines.Small.Crossbar with { Implementation = CrossbarImplementation.Emulated },
    };

    private static readonly Architecture Connected = Machine with
    {
        Sync = Machine.Sync with { Transport = SyncTransport.Dedicated },
        Ifm = IfmDelivery.Multicast,
        PartialSums = PartialSumPath.Forward,
    };

    private static readonly Dictionary<string, (Architecture Before, Architecture After)> Changes = new()
    {
        ["counters"] = (Machine, Machine with { Sync = Machine.Sync with { Counters = 5 } }),
        ["counters, wires"] = (Connected, Connected with { Sync = Connected.Sync with { Counters = 5 } }),
        ["cores"] = (Machine, Machine with { Cores = 5 }),
        ["cores, wires"] = (Connected, Connected with { Cores = 5 }),
        ["cores, trees"] = (Tree(17), Tree(18)),
        ["memory.size_bytes"] = (Machine, Machine with { Memory = Machine.Memory with { SizeBytes = 8192 } }),
        ["memory.latency_cycles"] = (Machine, Machine with { Memory = Machine.Memory with { LatencyCycles = 3 } }),
        ["instruction_memory_bytes"] = (Machine, Machine with { Controller = Machine.Microcode with { InstructionMemoryBytes = 2048 } }),
        ["gpeu.latency_cycles"] = (Machine, Machine.WithGpeu(new Gpeu(3))),
        ["gpeu.operations"] = (Machine, Machine.WithGpeu(new Gpeu(2) { Tables = true, Products = true, Dots = true })),
        ["bus.width_bytes"] = (Machine, Machine with { Bus = Machine.Bus with { WidthBytes = 16 } }),
        ["crossbar.rows"] = (Machine, Machine with { Compute = Machine.Crossbar with { Rows = 32 } }),
        ["crossbar.columns"] = (Machine, Machine with { Compute = Machine.Crossbar with { Columns = 32 } }),
        ["crossbar.mac_lanes"] = (Machine, Machine with { Compute = Machine.Crossbar with { MacLanes = 8 } }),
        ["units"] = (Machine, Machine.WithUnits(UnitMode.Overlapped)),
    };

    /// <param name="field">Of the spec.</param>
    /// <param name="most">Lines that may go, and as many that may come, in all files. The spec's hash apart, which every header has.</param>
    /// <param name="files">Where.</param>
    [Theory]
    [InlineData("counters", 8, "cim_core cim_counters cim_sync cim_tile")]
    [InlineData("counters, wires", 20, "cim_core cim_counters cim_sync cim_tile")]
    [InlineData("cores", 44, "cim_arbiter cim_axi_host cim_bus cim_channel_arbiter cim_halt_tree cim_load_groups cim_regs cim_sync cim_tb cim_tile cim_top cim_uart_top package_ip")]
    [InlineData("cores, wires", 54, "cim_arbiter cim_axi_host cim_bus cim_channel_arbiter cim_halt_tree cim_load_groups cim_regs cim_sync cim_tb cim_tile cim_top cim_uart_top package_ip")]
    [InlineData("cores, trees", 20, "cim_axi_host cim_halt_tree cim_load_groups cim_sync cim_tile")]
    [InlineData("memory.size_bytes", 38, "cim_axi_host cim_bus cim_controller cim_core cim_lsu cim_memory cim_regs cim_tb cim_tile cim_top cim_uart_top package_ip")]
    [InlineData("memory.latency_cycles", 4, "cim_bus cim_memory")]
    [InlineData("instruction_memory_bytes", 30, "cim_axi_host cim_controller cim_core cim_instruction_memory cim_regs cim_tb cim_tile cim_top cim_uart_top package_ip")]
    [InlineData("gpeu.latency_cycles", 4, "cim_gpeu cim_gpeu_lane")]
    [InlineData("gpeu.operations", 53, "cim_buffers cim_bus cim_controller cim_core cim_crossbar cim_gpeu cim_gpeu_lane cim_lsu cim_table cim_tile")]
    [InlineData("bus.width_bytes", 43, "cim_buffers cim_bus cim_core cim_crossbar cim_gpeu cim_links cim_lsu cim_memory cim_table cim_tile")]
    [InlineData("crossbar.rows", 12, "cim_axi_host cim_core cim_crossbar cim_regs cim_tb")]
    [InlineData("crossbar.columns", 25, "cim_axi_host cim_buffers cim_bus cim_core cim_crossbar cim_gpeu cim_lsu cim_regs cim_table cim_tb cim_tile")]
    [InlineData("crossbar.mac_lanes", 2, "cim_crossbar")]
    [InlineData("units", 6, "cim_buffers cim_controller cim_crossbar cim_mvm_queue")]
    public void AChangeOfAFieldChangesFewLines(string field, int most, string files)
    {
        var (before, after) = (Lines(Changes[field].Before), Lines(Changes[field].After));
        Assert.Equal(before.Keys, after.Keys);
        var changed = before.Where(f => !f.Value.SequenceEqual(after[f.Key]))
            .Select(f => (Name: Path.GetFileNameWithoutExtension(f.Key), Common: Common(f.Value, after[f.Key]), Old: f.Value.Length, New: after[f.Key].Length)).ToList();
        var names = string.Join(' ', changed.Select(f => f.Name).Order(StringComparer.Ordinal));
        var lines = changed.Sum(f => Math.Max(f.Old, f.New) - f.Common);
        Assert.True(names == files && lines <= most, $"{field} changes {lines} lines of {names}");
    }

    [Fact]
    public void EveryChangeIsTested() => Assert.Equal(
        Changes.Keys.Order(StringComparer.Ordinal),
        typeof(SmallDiffTests).GetMethod(nameof(AChangeOfAFieldChangesFewLines))!.GetCustomAttributes<InlineDataAttribute>()
            .Select(a => (string)a.GetData(null!).Single()[0]).Order(StringComparer.Ordinal));

    private static Architecture Tree(int cores) => Machine with
    {
        Cores = cores,
        Bus = Machine.Bus with { Topology = BusTopology.Tree },
        Sync = Machine.Sync with { Transport = SyncTransport.Tree },
    };

    /// <summary>Without those that carry the spec's hash.</summary>
    private static Dictionary<string, string[]> Lines(Architecture architecture)
    {
        var hash = Generated.Model(architecture).DesignHex;
        return Generated.Files(architecture).ToDictionary(
            f => f.Key, f => f.Value.Split('\n').Where(l => !l.Contains(hash, StringComparison.Ordinal)).ToArray());
    }

    /// <summary>The lines that both have, in one order: the length of the longest common subsequence.</summary>
    private static int Common(string[] a, string[] b)
    {
        var row = new int[b.Length + 1];
        foreach (var line in a)
        {
            var diagonal = 0;
            for (var j = 0; j < b.Length; j++)
            {
                (diagonal, row[j + 1]) = (row[j + 1], line == b[j] ? diagonal + 1 : Math.Max(row[j + 1], row[j]));
            }
        }

        return row[^1];
    }
}
