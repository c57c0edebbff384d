using CimGen.Crossbars.Model;
using CimGen.Machines;

namespace CimGen.Rtl.Tests;

/// <summary>Promise 5: Verilator and Icarus read the files of any machine unchanged and without a warning.</summary>
public sealed class LintTests
{
    private const int RandomMachines = 12;
    private const int MostCores = 6;

    public static TheoryData<int> Machine => [.. Enumerable.Range(0, TestMachines.Variants.Length + RandomMachines)];

    public static TheoryData<int> Variant => [.. Enumerable.Range(0, TestMachines.Variants.Length)];

    /// <summary>First the variants, then random machines of a few cores: more cores are copies.</summary>
    [Theory]
    [MemberData(nameof(Machine))]
    public void ToolsAcceptTheFiles(int number) => Lint(number < TestMachines.Variants.Length ? TestMachines.Variants[number] : Random(number), null);

    /// <summary>Of the variants, with the crossbar that is synthesized: only the reset gives a register its first value, and none is a latch.</summary>
    [Theory]
    [MemberData(nameof(Variant))]
    public void SynthesisFindsNoLatchAndNoInitialValue(int number)
    {
        var architecture = TestMachines.Variants[number];
        var files = Generated.Files(architecture with { Compute = architecture.Crossbar with { Implementation = CrossbarImplementation.Emulated } });
        using var folder = new TemporaryFolder();
        foreach (var (path, text) in files)
        {
            folder.Write(path, text);
        }

        var script = $"read_verilog {files["filelist.f"].ReplaceLineEndings(" ")}; hierarchy -top cim_top -check; proc; select -assert-none t:$dlatch w:* a:init %i";
        Accepts(folder.Root, $"{architecture}", "yosys", ["-q", "-p", script]);
    }

    /// <summary>A network may leave links, groups and wires of CALLs without a use.</summary>
    [Theory]
    [InlineData(BusTopology.Flat, SyncTransport.Dedicated)]
    [InlineData(BusTopology.Tree, SyncTransport.Tree)]
    public void ToolsAcceptAMachineWithNothingToConnect(BusTopology topology, SyncTransport transport) => Lint(
        TestMachines.Small with
        {
            Cores = 6,
            Bus = TestMachines.Small.Bus with { Topology = topology },
            Sync = TestMachines.Small.Sync with { Transport = transport },
            Ifm = IfmDelivery.Multicast,
            PartialSums = PartialSumPath.Forward,
        },
        Wiring.None);

    private static void Lint(Architecture architecture, Wiring? wiring)
    {
        using var folder = new TemporaryFolder();
        foreach (var (path, text) in Generated.Files(architecture, wiring: wiring))
        {
            folder.Write(path, text);
        }

        var machine = $"{architecture}";
        Accepts(folder.Root, machine, "verilator", "--lint-only -Wall --top-module cim_top -f filelist.f".Split(' '));
        Accepts(folder.Root, machine, "verilator", "--lint-only -Wall -DCIM_SIMULATION --top-module cim_top -f filelist.f".Split(' '));
        Accepts(folder.Root, machine, "iverilog", "-g2005 -Wall -Wno-timescale -o /dev/null -s cim_top -f filelist.f".Split(' '));
    }

    private static Architecture Random(int seed)
    {
        var architecture = TestMachines.Random(new Random(seed));
        return architecture with { Cores = Math.Min(architecture.Cores, 1 + (seed % MostCores)) };
    }

    private static void Accepts(string folder, string machine, string tool, string[] arguments)
    {
        var (code, output) = Programs.Run(folder, tool, arguments);
        Assert.True(code == 0 && output.Length == 0, $"{machine}\n{tool}: {output}");
    }
}
