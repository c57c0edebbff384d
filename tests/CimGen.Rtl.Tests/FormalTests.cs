using System.Diagnostics;
using System.Text;
using CimGen.Machines;

namespace CimGen.Rtl.Tests;

/// <summary>
/// The properties of verification/formal, proven for all times by temporal induction in Yosys; and faults that make each proof fail, so that
/// none holds for the wrong reason.
/// </summary>
public sealed class FormalTests
{
    /// <summary>All times: steps that the induction may look back; all proofs need fewer.</summary>
    private const string Induction = "-tempinduct -maxsteps 4";

    /// <summary>So many cycles from reset, where the property names no other number: a fault is found there, with a trace that leads to it.</summary>
    private const string FirstCycles = "14";

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Sources = new(() =>
    {
        // One machine has what the other lacks.
        var tree = Generated.Files(TestMachines.Small with { Sync = TestMachines.Small.Sync with { Transport = SyncTransport.Tree } });
        var links = Generated.Files(TestMachines.Small with { Sync = TestMachines.Small.Sync with { Transport = SyncTransport.Dedicated }, PartialSums = PartialSumPath.Forward });
        return tree.Concat(links).GroupBy(f => f.Key).ToDictionary(g => g.Key, g => g.Last().Value);
    });

    /// <summary>For properties of the machine `bus_tree`: 16 cores, one node between a core and the bus.</summary>
    private static readonly Lazy<IReadOnlyDictionary<string, string>> BusTreeSources = new(() =>
        Generated.Files(TestMachines.Small with { Cores = 16, Bus = TestMachines.Small.Bus with { Topology = BusTopology.Tree } }).ToDictionary(f => f.Key, f => f.Value));

    public static TheoryData<string> Proofs => [.. Names];

    private static IEnumerable<string> Names =>
        Directory.GetFiles(Repository.File("verification/formal"), "*.sv").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Proofs))]
    public void Holds(string proof) => Assert.Contains("Induction step proven: SUCCESS!", Prove(proof, Induction, []), StringComparison.Ordinal);

    [Theory]
    [InlineData("skid", "full_q <= valid_o && !ready_i;", "full_q <= valid_i && !ready_i;")]
    [InlineData("skid", "if (!full_q) data_q <= data_i;", "data_q <= data_i;")]
    [InlineData("counters", "else if (|increment_i) count_q <= count_d;", "else if (increment_i[0]) count_q <= count_d;")]
    [InlineData("counters", "if (!rst_ni || clear_i) count_q", "if (!rst_ni) count_q")]
    [InlineData("counters", "threshold_i[31] || (fits", "(fits")]
    [InlineData("requantize", "shift_i[3] ? by16[24:8] : by16[16:0]", "shift_i[3] ? by16[23:7] : by16[16:0]")]
    [InlineData("requantize", "(by16[24:16] != {9{sign}})", "(by16[24:17] != {8{sign}})")]
    [InlineData("requantize", "zero_i, 1'b1 }", "zero_i, 1'b0 }")]
    [InlineData("requantize", "if (enable_i) shifted_q <= halves;", "if (enable_i) shifted_q <= by1;")]
    [InlineData("sync_dedicated", "(call_core_i[2*16 +: 16] == 16'd3)", "(call_core_i[2*16 +: 16] == 16'd2)")]
    [InlineData("sync_dedicated", "edge_q[4]} + {1'd0, edge_q[5]}", "edge_q[4]} | {1'd0, edge_q[5]}")]
    [InlineData("call_node", "up_valid_q <= rises || (up_valid_q && !up_take_i);", "up_valid_q <= rises;")]
    [InlineData("call_node", ".enable_i (!up_valid_q)", ".enable_i (1'b1)")]
    [InlineData("call_node", ".enable_i (!down_valid_i)", ".enable_i (1'b1)")]
    [InlineData("arbiter", "after_last_q <= ~(lowest | (lowest - 1'b1));", "after_last_q <= ~(lowest - 1'b1);")]
    [InlineData("arbiter", "gnt_o   = enable_i ? lowest", "gnt_o   = enable_i ? candidates")]
    [InlineData("channel_arbiter", "turn_q <= valid0;", "turn_q <= 1'b0;")]
    [InlineData("channel_arbiter", "(enable_i && choice)", "(enable_i)")]
    [InlineData("link", "credit_o <= ren_i;", "credit_o <= ren_i && !valid_i;")]
    [InlineData("link", "if (step_i && !credit_i)", "if (step_i)")]
    [InlineData("link", ".ren_i   (ren_i)", ".ren_i   (ready_o)")]
    [InlineData("bus", "((!rbusy_q || rlast) && !stall_read_i)", "(!stall_read_i)")]
    [InlineData("bus", "flight_q[0] <= rbusy_q;", "flight_q[0] <= rbusy_q && !rgrant;")]
    [InlineData("bus", "call_valid_o <= wbusy_q && wcall_q;", "call_valid_o <= wbusy_q && wcall_q && !wgrant;")]
    [InlineData("bus", "wready_o[wready_owner] = wbusy_q;", "wready_o[wready_owner] = wbusy_q && !stall_write_i;")]
    [InlineData("request_node", ".enable_i (!req_q)", ".enable_i (1'b1)")]
    [InlineData("request_node", "req_q <= takes || (req_q && !gnt_i);", "req_q <= takes || req_q;")]
    [InlineData("request_node", "request_q[STEP +: 2] <= child;", "request_q[STEP +: 2] <= ~child;")]
    [InlineData("bus_tree", "rvalid_q <= {4{rvalid_i}} & (4'd1 << rpath_i[STEP +: 2]);", "rvalid_q <= {4{rvalid_i}} & (4'd1 << rpath_q[STEP +: 2]);")]
    [InlineData("bus_tree", "way_q[0] <= wbusy_q && !wcall_q;", "way_q[0] <= wbusy_q && wcall_q;")]
    [InlineData("bus_tree", "shows = (LEVEL == 1) ? wready_q : 4'hf;", "shows = 4'hf;")]
    [InlineData("bus_tree", "mem_wstrb_o  <= here ?", "mem_wstrb_o  <= wbusy_q ?")]
    [InlineData("host_port", "bvalid_q <= bstays || bnext_q || wrote;", "bvalid_q <= bnext_q || wrote;")]
    [InlineData("host_port", "(!rvalid_q || axi_rready_i)", "1'b1")]
    [InlineData("host_port", "!(bnext_q || (!idle && !is_read_q))", "!bnext_q")]
    [InlineData("host_port", "if (!bstays) berror_q <=", "berror_q <=")]
    [InlineData("host_port", "if (read) begin", "if (is_read_q) begin")]
    [InlineData("host_port", "&& may_read && (!may_write || !is_read_q);", "&& may_read && !may_write;")]
    [InlineData("host_port", "&& may_write && (!may_read || is_read_q);", "&& may_write && !may_read;")]
    [InlineData("host_port", "&& !over_bus && !from_core;", "&& !over_bus && !from_core && !(rvalid_q && !axi_rready_i);")]
    [InlineData("host_port", "&& !over_bus && !from_core;", "&& !over_bus && !from_core && !(bvalid_q && !axi_bready_i);")]
    [InlineData("host_port", "done_here && !is_read_q && whole_word && !running", "done_here && !is_read_q && whole_word")]
    [InlineData("uart_host", "(awvalid_q && !axi_awready_i)", "1'b0")]
    [InlineData("uart_host", "(wvalid_q && !axi_wready_i)", "(wvalid_q && !axi_awready_i)")]
    [InlineData("uart_host", "(rx_break && (state_q != ACCESS))", "rx_break")]
    [InlineData("uart_host", "!is_write_q && !rx_break;", "!is_write_q;")]
    [InlineData("uart_host", "(step || (answered && !is_write_q))", "(rx_valid || (answered && !is_write_q))")]
    [InlineData("uart_line", "{ 1'b0, shift_q[9:1] }", "{ 1'b1, shift_q[9:1] }")]
    [InlineData("uart_line", "assign ready_o = stopping && over;", "assign ready_o = stopping;")]
    [InlineData("uart_line", "timer_q <= !busy_q ? HALF", "timer_q <= !busy_q ? BIT")]
    [InlineData("uart_line", "assign data_o  = shift_q[8:1];", "assign data_o  = shift_q[9:2];")]
    [InlineData("uart_line", "valid_o <= last && line;", "valid_o <= sample && line;")]
    public void FindsAFault(string proof, string text, string fault) =>
        Assert.Contains("SAT temporal induction proof finished - model found for base case: FAIL!", Prove(proof, FirstCyclesOf(proof), [(text, fault)]), StringComparison.Ordinal);

    [Fact]
    public void EveryProofHasAFault()
    {
        var broken = typeof(FormalTests).GetMethod(nameof(FindsAFault))!.GetCustomAttributesData()
            .Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(a => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)[0].Value!);
        Assert.Empty(Names.Except(broken));
    }

    private static string Property(string proof) => File.ReadAllText(Repository.File($"verification/formal/{proof}.sv"));

    private static string FirstCyclesOf(string proof) =>
        $"-tempinduct-baseonly -maxsteps {List(Property(proof), "cycles").FirstOrDefault(FirstCycles)}";

    private static string Prove(string proof, string how, (string Text, string Fault)[] faults)
    {
        using var folder = new TemporaryFolder();
        var property = Property(proof);
        folder.Write("proof.sv", property);
        var script = new StringBuilder("read_verilog -formal -sv proof.sv\n");
        var sources = (List(property, "machine").Contains("bus_tree") ? BusTreeSources : Sources).Value;
        var files = List(property, "sources").Select(s => sources.ContainsKey($"rtl/{s}.v") ? $"rtl/{s}.v" : $"board/{s}.v").ToList();
        Assert.All(faults, f => Assert.Contains(files, s => sources[s].Contains(f.Text, StringComparison.Ordinal)));
        foreach (var file in files)
        {
            folder.Write(file, faults.Aggregate(sources[file], (t, f) => t.Replace(f.Text, f.Fault, StringComparison.Ordinal)));
            script.Append($"read_verilog -D SYNTHESIS {file}\n");
        }

        // A property sees registers inside of a module through wires of its own.
        script.Append("hierarchy -top proof -check\nproc\nflatten\nmemory -nordff -nomap\nmemory_map -formal\nopt_expr\nopt_clean\n");
        foreach (var seen in List(property, "sees"))
        {
            script.Append($"connect -set {seen.Replace(" = ", " \\", StringComparison.Ordinal)}\n");
        }

        script.Append($"check -assert\nprep\nasync2sync\ndffunmap\nsat {how} -prove-asserts -set-assumes -seq 1 proof\n");
        folder.Write("proof.ys", script.ToString());
        var (code, output) = Yosys(folder.Root);
        Assert.True(code == 0, output);
        return output;
    }

    /// <summary>What follows "// key: " in the property, divided by commas.</summary>
    private static string[] List(string property, string key) => property.Split('\n')
        .Where(l => l.StartsWith($"// {key}: ", StringComparison.Ordinal)).SelectMany(l => l[(key.Length + 5)..].Split(", ")).ToArray();

    private static (int Code, string Output) Yosys(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("yosys", ["-s", "proof.ys"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
