using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Rtl.Tests;

/// <summary>Every module refuses parameters that it cannot work with: elaboration stops at the name of a module that does not exist.</summary>
public sealed partial class ParameterCheckTests
{
    /// <summary>Together they have all modules and all implementations.</summary>
    private static readonly ImmutableDictionary<string, Architecture> MachinesByName = new Dictionary<string, Architecture>
    {
        ["bus"] = TestMachines.Small,
        ["emulated"] = TestMachines.Small with
        {
            Compute = TestMachines.Small.Crossbar with { Implementation = CrossbarImplementation.Emulated },
            Sync = TestMachines.Small.Sync with { Transport = SyncTransport.Dedicated },
            Controller = TestMachines.Small.Microcode with { Gpeu = new Gpeu(2) { Tables = true, Products = true, Dots = true, Requantization = GpeuRequantization.Float32 } },
        },
        ["trees"] = TestMachines.Small with
        {
            Cores = 17,
            Bus = TestMachines.Small.Bus with { Topology = BusTopology.Tree },
            Sync = TestMachines.Small.Sync with { Transport = SyncTransport.Tree },
            Ifm = IfmDelivery.Multicast,
            PartialSums = PartialSumPath.Forward,
        },
    }.ToImmutableDictionary();

    /// <summary>A wrong value for each check.</summary>
    private static readonly ImmutableArray<WrongParameter> Wrong =
    [
        new("trees", "rtl/cim_arbiter.v", "MASTERS", 0, "MASTERS_must_be_at_least_1"),
        new("trees", "rtl/cim_arbiter.v", "INDEX_WIDTH", 1, "INDEX_WIDTH_must_have_room_for_MASTERS"),
        new("trees", "rtl/cim_bus.v", "BUS_BYTES", 6, "BUS_BYTES_must_be_a_power_of_2_from_4_on"),
        new("trees", "rtl/cim_bus.v", "WORD_WIDTH", 0, "WORD_WIDTH_must_be_at_least_1"),
        new("trees", "rtl/cim_bus.v", "ADDR_WIDTH", 11, "ADDR_WIDTH_must_be_32_or_less_and_fit_memory"),
        new("trees", "rtl/cim_bus.v", "BEATS_WIDTH", 32, "BEATS_WIDTH_must_be_1_to_31"),
        new("trees", "rtl/cim_bus.v", "STAGES", 1, "OWNER_WIDTH_must_be_INDEX_WIDTH_and_2_for_each_of_STAGES"),
        new("trees", "rtl/cim_bus.v", "LATENCY", 0, "LATENCY_must_be_at_least_1"),
        new("trees", "rtl/cim_bus.v", "CALL_ON_BUS", 2, "CALL_ON_BUS_must_be_0_or_1"),
        new("trees", "rtl/cim_bus_node.v", "BUS_BYTES", 0, "BUS_BYTES_must_be_at_least_1"),
        new("trees", "rtl/cim_request_node.v", "LEVEL", 3, "LEVEL_must_be_1_to_half_of_PATH_WIDTH"),
        new("trees", "rtl/cim_request_node.v", "PLACE_WIDTH", 0, "PLACE_WIDTH_must_be_at_least_1"),
        new("trees", "rtl/cim_call_node.v", "LEVEL", 4, "LEVEL_must_be_1_to_half_of_CORE_WIDTH"),
        new("trees", "rtl/cim_call_node.v", "CALL_WIDTH", 11, "CALL_WIDTH_must_be_4_more_than_CORE_WIDTH"),
        new("trees", "rtl/cim_ram.v", "BYTES", 0, "BYTES_must_be_at_least_1"),
        new("trees", "rtl/cim_ram.v", "WORDS", 0, "WORDS_must_be_at_least_1"),
        new("trees", "rtl/cim_ram.v", "WORDS", 257, "ADDR_WIDTH_must_have_room_for_WORDS"),
        new("emulated", "rtl/cim_ram_1p.v", "WORDS", 0, "WORDS_must_be_at_least_1"),
        new("emulated", "rtl/cim_ram_1p.v", "WORDS", 257, "ADDR_WIDTH_must_have_room_for_WORDS"),
        new("trees", "rtl/cim_memory.v", "LATENCY", 0, "LATENCY_must_be_at_least_1"),
        new("trees", "rtl/cim_buffers.v", "OVERLAPPED", 2, "OVERLAPPED_must_be_0_or_1"),
        new("trees", "rtl/cim_buffers.v", "WORDS", 0, "WORDS_must_be_at_least_1"),
        new("trees", "rtl/cim_buffers.v", "WORDS", 9, "BUF_WIDTH_must_have_room_for_WORDS"),
        new("trees", "rtl/cim_counters.v", "COUNTERS", 17, "COUNTERS_must_be_1_to_16"),
        new("trees", "rtl/cim_counters.v", "COUNTER_WIDTH", 31, "COUNTER_WIDTH_must_be_at_most_30"),
        new("trees", "rtl/cim_counters.v", "INCREMENT_WIDTH", 16, "INCREMENT_WIDTH_must_be_less_than_COUNTER_WIDTH"),
        new("trees", "rtl/cim_mvm_queue.v", "BANKS", 3, "BANKS_must_be_1_or_2"),
        new("trees", "rtl/cim_link_sender.v", "BUS_BYTES", 0, "BUS_BYTES_must_be_at_least_1"),
        new("trees", "rtl/cim_link_sender.v", "WORDS", 12, "WORDS_must_be_a_power_of_2_from_2_on"),
        new("trees", "rtl/cim_link_receiver.v", "WORDS", 12, "WORDS_must_be_a_power_of_2_from_2_on"),
        new("trees", "rtl/cim_lsu.v", "BUS_BYTES", 12, "BUS_BYTES_must_be_a_power_of_2_from_4_on"),
        new("trees", "rtl/cim_lsu.v", "ADDR_WIDTH", 33, "ADDR_WIDTH_must_be_32_or_less_and_fit_BUS_BYTES"),
        new("trees", "rtl/cim_lsu.v", "BEATS_WIDTH", 12, "BEATS_WIDTH_must_be_1_to_14_with_the_bits_of_BUS_BYTES"),
        new("trees", "rtl/cim_lsu.v", "CALL_ON_BUS", 2, "CALL_ON_BUS_must_be_0_or_1"),
        new("trees", "rtl/cim_lsu.v", "MULTICAST", 2, "MULTICAST_must_be_0_or_1"),
        new("trees", "rtl/cim_lsu.v", "BUF_WIDTH", 11, "BUF_WIDTH_must_be_1_to_13_with_the_bits_of_BUS_BYTES"),
        new("trees", "rtl/cim_requantize.v", "STAGED", 2, "STAGED_must_be_0_or_1"),
        new("trees", "rtl/cim_gpeu_lane.v", "LATENCY", 6, "LATENCY_must_be_2_to_5"),
        new("trees", "rtl/cim_gpeu_lane.v", "PRODUCTS", 2, "PRODUCTS_must_be_0_or_1"),
        new("trees", "rtl/cim_gpeu_lane.v", "DOTS", 2, "DOTS_must_be_0_or_1"),
        new("emulated", "rtl/cim_gpeu_lane.v", "FLOAT", 2, "FLOAT_must_be_0_or_1"),
        new("emulated", "rtl/cim_requantize_float.v", "LATENCY", 6, "LATENCY_must_be_2_to_5"),
        new("trees", "rtl/cim_gpeu.v", "BUS_BYTES", 12, "BUS_BYTES_must_be_a_power_of_2_from_4_on"),
        new("trees", "rtl/cim_gpeu.v", "STEP_WIDTH", 4, "STEP_WIDTH_must_be_1_to_BUF_WIDTH"),
        new("trees", "rtl/cim_gpeu.v", "FORWARD", 2, "FORWARD_must_be_0_or_1"),
        new("trees", "rtl/cim_gpeu.v", "TABLES", 2, "TABLES_must_be_0_or_1"),
        new("trees", "rtl/cim_gpeu.v", "DOTS", 2, "DOTS_must_be_0_or_1"),
        new("trees", "rtl/cim_crossbar.v", "BANKS", 3, "BANKS_must_be_1_or_2"),
        new("trees", "rtl/cim_crossbar.v", "BUS_BYTES", 12, "BUS_BYTES_must_be_4_or_more_and_divide_4_COLUMNS"),
        new("trees", "rtl/cim_crossbar.v", "BUF_WIDTH", 2, "BUF_WIDTH_must_have_room_for_ROWS_and_COLUMNS"),
        new("trees", "rtl/cim_crossbar.v", "ROWS", 32, "WEIGHT_WIDTH_must_be_29_or_less_and_fit_all_weights"),
        new("trees", "rtl/cim_crossbar.v", "MVM_CYCLES", 0, "MVM_CYCLES_must_be_at_least_1"),
        new("emulated", "rtl/cim_crossbar.v", "ROWS", 12, "ROWS_must_be_a_power_of_2_from_2_on"),
        new("emulated", "rtl/cim_crossbar.v", "BANKS", 3, "BANKS_must_be_1_or_2"),
        new("emulated", "rtl/cim_crossbar.v", "BUS_BYTES", 128, "BUS_BYTES_must_be_a_power_of_2_from_4_on_that_divides_4_COLUMNS"),
        new("emulated", "rtl/cim_crossbar.v", "IN_WIDTH", 9, "IN_WIDTH_must_have_room_for_ROWS_and_fit_BUF_WIDTH"),
        new("emulated", "rtl/cim_crossbar.v", "OUT_WIDTH", 2, "OUT_WIDTH_must_have_room_for_COLUMNS_and_fit_BUF_WIDTH"),
        new("emulated", "rtl/cim_crossbar.v", "WEIGHT_WIDTH", 5, "WEIGHT_WIDTH_must_be_29_or_less_and_fit_all_weights"),
        new("emulated", "rtl/cim_crossbar.v", "MAC_LANES", 3, "MAC_LANES_must_be_a_power_of_2_that_COLUMNS_and_ROWS_allow"),
        new("trees", "rtl/cim_controller.v", "OVERLAPPED", 2, "OVERLAPPED_must_be_0_or_1"),
        new("trees", "rtl/cim_controller.v", "CALL_ON_BUS", 2, "CALL_ON_BUS_must_be_0_or_1"),
        new("trees", "rtl/cim_controller.v", "MULTICAST", 2, "MULTICAST_must_be_0_or_1"),
        new("trees", "rtl/cim_controller.v", "TABLES", 2, "TABLES_must_be_0_or_1"),
        new("trees", "rtl/cim_controller.v", "PRODUCTS", 2, "PRODUCTS_must_be_0_or_1"),
        new("trees", "rtl/cim_controller.v", "DOTS", 2, "DOTS_must_be_0_or_1"),
        new("trees", "rtl/cim_controller.v", "PC_WIDTH", 33, "PC_WIDTH_must_be_1_to_32"),
        new("trees", "rtl/cim_controller.v", "ADDR_WIDTH", 33, "ADDR_WIDTH_must_be_1_to_32"),
        new("trees", "rtl/cim_group_tree.v", "MEMBERS", 0, "MEMBERS_must_be_at_least_1"),
        new("trees", "rtl/cim_group_tree.v", "MEMBERS", 17, "LEVELS_must_have_room_for_MEMBERS"),
        new("trees", "rtl/cim_halt_tree.v", "CORES", 0, "CORES_must_be_at_least_1"),
        new("trees", "rtl/cim_halt_tree.v", "LEVELS", 2, "LEVELS_must_have_room_for_CORES"),
        new("trees", "rtl/cim_skid.v", "WIDTH", 0, "WIDTH_must_be_at_least_1"),
        new("trees", "board/cim_uart_rx.v", "CLOCKS_PER_BIT", 3, "CLOCKS_PER_BIT_must_be_at_least_4"),
        new("trees", "board/cim_uart_tx.v", "CLOCKS_PER_BIT", 3, "CLOCKS_PER_BIT_must_be_at_least_4"),
        new("trees", "board/cim_board_icebreaker.v", "PLL", 2, "PLL_must_be_0_or_1"),
    ];

    private static readonly Lazy<ImmutableDictionary<string, IReadOnlyDictionary<string, string>>> Files =
        new(() => MachinesByName.ToImmutableDictionary(m => m.Key, m => Generated.Files(m.Value)));

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Wrong.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ElaborationStopsAtTheName(int number)
    {
        var wrong = Wrong[number];
        using var folder = new TemporaryFolder();
        var sources = Verilog(wrong.Machine).Select(f => folder.Write(f.Key, f.Value)).ToList();
        var module = Path.GetFileNameWithoutExtension(wrong.File);
        Stops("iverilog", ["-g2005", "-o", "out", "-s", module, $"-P{module}.{wrong.Parameter}={wrong.Value}", .. sources]);
        Stops("verilator", ["--lint-only", "--top-module", module, $"-G{wrong.Parameter}={wrong.Value}", .. sources]);
        if (!Files.Value[wrong.Machine][wrong.File].Contains("Not for synthesis.", StringComparison.Ordinal))
        {
            Stops("yosys", ["-q", "-p", $"read_verilog -defer {string.Join(' ', sources)}; read_verilog -lib +/ice40/cells_sim.v; chparam -set {wrong.Parameter} {wrong.Value} {module}; hierarchy -top {module} -check"]);
        }

        void Stops(string tool, string[] arguments)
        {
            var (code, output) = Programs.Run(folder.Root, tool, arguments);
            Assert.True(code != 0 && Regex.IsMatch(output, $@"\bcim_error_{wrong.Reason}\b"), $"{wrong}, {tool}: {output}");
        }
    }

    [Fact]
    public void EveryCheckHasAWrongValue() => Assert.Equal(
        MachinesByName.Keys.SelectMany(Verilog).SelectMany(f => Check().Matches(f.Value).Select(c => $"{f.Key}: {c.Groups["reason"].Value}")).Distinct().Order(StringComparer.Ordinal),
        Wrong.Select(w => $"{w.File}: {w.Reason}").Distinct().Order(StringComparer.Ordinal));

    /// <summary>What has one value only is a localparam: nobody can choose it.</summary>
    [Fact]
    public void NoCheckLeavesAParameterOneValue() => Assert.All(MachinesByName.Keys.SelectMany(Verilog).DistinctBy(f => f.Value), file => Assert.All(
        Check().Matches(file.Value).SelectMany(c => c.Groups["condition"].Value.Split("||", StringSplitOptions.TrimEntries)),
        clause => Assert.DoesNotMatch(@"^[A-Z_]+ != \d+$", clause)));

    /// <summary>A parameter is in the condition of a check, or goes as it is to a module that checks it.</summary>
    [Fact]
    public void EveryParameterIsChecked() => Assert.All(MachinesByName.Keys.SelectMany(Verilog).DistinctBy(f => f.Value), file =>
    {
        // Names of files have nothing to check.
        var text = Preload().Replace(file.Value, string.Empty);
        var conditions = string.Join('\n', Check().Matches(text).Select(c => c.Groups["condition"].Value));
        Assert.All(Parameter().Matches(text).Select(p => p.Groups[1].Value), parameter => Assert.True(
            Regex.IsMatch(conditions, $@"\b{parameter}\b") || Regex.IsMatch(text, $@"\bcim_\w+ #\(\s*(?:\.\w+\([^()]*\), )*\.\w+\({parameter}\)"),
            $"{file.Key}: nothing checks {parameter}"));
    });

    private static IEnumerable<KeyValuePair<string, string>> Verilog(string machine) =>
        Files.Value[machine].Where(f => f.Key.EndsWith(".v", StringComparison.Ordinal) && !f.Key.StartsWith("sim/", StringComparison.Ordinal));

    [GeneratedRegex(@"^    if \((?<condition>[^;]+?)\) begin : g_check_\w+\n      cim_error_(?<reason>\w+) u_check \(\);\n    end$", RegexOptions.Multiline)]
    private static partial Regex Check();

    [GeneratedRegex("^`ifdef CIM_PRELOAD\n.*?^`endif\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Preload();

    [GeneratedRegex(@"^  parameter (\w+)", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    private sealed record WrongParameter(string Machine, string File, string Parameter, int Value, string Reason);
}
