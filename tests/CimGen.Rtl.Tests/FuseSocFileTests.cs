using YamlDotNet.RepresentationModel;
using static CimGen.Tests.Shared.CoreDescription;

namespace CimGen.Rtl.Tests;

/// <summary>cim.core holds what FuseSoC's CAPI2 schema allows, and whole targets.</summary>
public sealed class FuseSocFileTests
{
    // From fusesoc/capi2/json_schema.py of FuseSoC, commit f0ed781, and the flows and tools of Edalize: what may be where.
    private static readonly string[] RootKeys = ["name", "description", "license", "filesets", "generate", "generators", "parameters", "provider", "scripts", "targets", "vpi", "virtual", "mapping"];
    private static readonly string[] FilesetKeys = ["file_type", "logical_name", "tags", "files", "depend"];
    private static readonly string[] FileKeys = ["define", "is_include_file", "include_path", "file_type", "logical_name", "tags", "copyto"];
    private static readonly string[] FileTypes = ["verilogSource-2005", "PCF", "LPF", "xdc", "user"];
    private static readonly string[] ParameterKeys = ["datatype", "default", "description", "paramtype", "scope"];
    private static readonly string[] TargetKeys = ["default_tool", "description", "flow", "flow_options", "hooks", "tools", "toplevel", "flags", "filesets", "filters", "generate", "parameters", "vpi"];

    private static readonly Dictionary<string, string[]> FlowOptions = new()
    {
        ["lint"] = ["tool", "verilator_options"],
        ["sim"] = ["tool", "iverilog_options"],
        ["icestorm"] = ["pnr", "yosys_synth_options", "nextpnr_options"],
        ["trellis"] = ["pnr", "yosys_synth_options", "nextpnr_options"],
        ["vivado"] = ["pnr", "synth", "part"],
    };

    private static readonly IReadOnlyDictionary<string, string> Files = Generated.Files(TestMachines.Small);
    private static readonly CoreDescription Core = new(Files["cim.core"]);

    public static TheoryData<string> Targets => [.. Core.Targets];

    [Fact]
    public void KeysAreThoseOfTheSchema()
    {
        Assert.Empty(Core.Root.Keys.Except(RootKeys));
        Assert.All(Map(Core.Root["filesets"]).Values, f => Assert.Empty(Map(f).Keys.Except(FilesetKeys)));
        Assert.All(Map(Core.Root["parameters"]).Values, p => Assert.Empty(Map(p).Keys.Except(ParameterKeys)));
        Assert.All(Core.Targets, t => Assert.Empty(Core.Target(t).Keys.Except(TargetKeys)));
        Assert.All(
            Map(Core.Root["filesets"]).Values.SelectMany(f => (YamlSequenceNode)Map(f)["files"]).OfType<YamlMappingNode>(),
            f => Assert.Empty(Map(Assert.Single(Map(f)).Value).Keys.Except(FileKeys)));
        Assert.All(Core.Targets.Where(t => Core.Target(t).ContainsKey("flow")), t => Assert.Empty(
            Map(Core.Target(t)["flow_options"]).Keys.Except(FlowOptions[Text(Core.Target(t)["flow"])])));
    }

    [Fact]
    public void TheNameIsThatOfTheDesignWithTheVersionOfTheTool() =>
        Assert.Equal($"cimgen:designs:{TestMachines.Small.Name}:{Generated.ToolVersion}", Text(Core.Root["name"]));

    [Fact]
    public void ThereIsATargetForEveryUse() =>
        Assert.Equal(["default", "lint", "sim", .. Boards.Board.All.Select(b => b.Name)], Core.Targets);

    [Theory]
    [MemberData(nameof(Targets))]
    public void FilesAndParametersOfATargetExist(string target)
    {
        // The testbench's own data come with a design.
        var known = Files.Keys.Concat(Generated.Data).ToHashSet();
        Assert.All(Core.Files(target), f => Assert.Contains(f.Path, known));
        Assert.All(Core.Files(target), f => Assert.Contains(f.Type, FileTypes));
        Assert.Distinct(Core.Files(target).Select(f => f.Path));
        var parameters = Core.Target(target).TryGetValue("parameters", out var named) ? Texts(named) : [];
        Assert.All(parameters, p => Assert.Contains(p, Map(Core.Root["parameters"]).Keys));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void TheFilesOfATargetAreComplete(string target)
    {
        using var folder = new TemporaryFolder();
        foreach (var (path, _, _) in Core.Files(target).Where(f => Files.ContainsKey(f.Path)))
        {
            folder.Write(path, Files[path]);
        }

        Tool.Require(folder.Root, "iverilog", ["-o", "top", .. Core.Icarus(target)]);
    }

    /// <summary>On every board, and off unless asked for.</summary>
    [Fact]
    public void BoardsMayComeUpLoaded()
    {
        Assert.All(Boards.Board.All, b => Assert.Equal(["CIM_PRELOAD"], Texts(Core.Target(b.Name)["parameters"])));
        Assert.DoesNotContain("default", Map(Map(Core.Root["parameters"])["CIM_PRELOAD"]).Keys);
    }

    /// <summary>What the testbench reads is copied to where it looks; listings are for people.</summary>
    [Fact]
    public void TheSimulationGetsItsData() => Assert.Equal(
        Generated.Data.Where(d => !d.EndsWith(".lst", StringComparison.Ordinal)).Select(d => (d, (string?)d)),
        Core.Files("sim").Where(f => f.Type == "user").Select(f => (f.Path, f.CopyTo)));
}
