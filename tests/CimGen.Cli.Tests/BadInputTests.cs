using System.Text.RegularExpressions;

namespace CimGen.Cli.Tests;

/// <summary>Promise 7: bad input gets a diagnostic and exit code 1, no stack trace, and nothing is written.</summary>
public sealed partial class BadInputTests
{
    [Theory]
    [InlineData("network.yaml", "kernels: 8", "kernels: -8", "network.yaml(6,", "CIM0010", "-8")]
    [InlineData("network.yaml", "stride: 2", "stride: 0", "network.yaml(7,", "CIM0010", "stride")]
    [InlineData("network.yaml", "kernel: 3, padding: 1", "kernel: three, padding: 1", "network.yaml(6,", "CIM0009", "kernel")]
    [InlineData("network.yaml", "type: max-pool", "type: max-pol", "network.yaml(7,", "CIM0011", "max-pool")]
    [InlineData("network.yaml", "[1, 8, 8]", "[1, 8, -8]", "network.yaml(3,", "CIM0010", "-8")]
    [InlineData("architecture.yaml", "cores: 8", "cores: -1", "architecture.yaml(5,8)", "CIM0010", "between 1 and 1024")]
    [InlineData("architecture.yaml", "cores: 8", "cores: eight", "architecture.yaml(5,8)", "CIM0009", "cores")]
    [InlineData("architecture.yaml", "cores: 8", "coers: 8", "architecture.yaml(5,1)", "CIM0012", "cores")]
    [InlineData("architecture.yaml", "size_bytes: 65536", "size_bytes: -65536", "architecture.yaml(9,", "CIM0010", "size_bytes")]
    [InlineData("architecture.yaml", "cores: 8", "cores: 3", "network.yaml(", "CIM0501", "7 cores")]
    [InlineData("design.yaml", "network: network.yaml", "network: nowhere.yaml", "design.yaml(3,10)", "CIM0106", "nowhere.yaml")]
    [InlineData("design.yaml", "network: network.yaml", "netwrok: network.yaml", "design.yaml(3,1)", "CIM0012", "network")]
    [InlineData("design.yaml", "name: fpga", "name: ../up", "design.yaml(2,7)", "CIM0101", "../up")]
    [InlineData("design.yaml", "images: 4,", "images: -4,", "design.yaml(5,", "CIM0010", "-4")]
    [InlineData("design.yaml", "images: 4,", "images: [4],", "design.yaml(5,", "CIM0009", "images")]
    [InlineData("design.yaml", "cosim:", "images: network.yaml\ncosim:", "network.yaml", "CIM0308", "")]
    public void ASpoiltFileIsReportedAtItsPlace(string file, string old, string text, string place, string code, string says)
    {
        using var design = new SampleDesign();
        design.Edit(file, old, text);
        var lines = Refused(design, "build", "design.yaml", "--out", "out");
        var line = Assert.Single(lines, l => l.Contains($" error {code}: ", StringComparison.Ordinal));
        Assert.StartsWith(place, line, StringComparison.Ordinal);
        Assert.Contains(says, line, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingDesignFileIsReported()
    {
        using var design = new SampleDesign();
        Assert.StartsWith("nowhere.yaml: error CIM0001: ", Assert.Single(Refused(design, "build", "nowhere.yaml")), StringComparison.Ordinal);
    }

    /// <summary>Trouble that no room expects, here a file where the models should be kept.</summary>
    [Fact]
    public void WhatTheSystemRefusesIsReported()
    {
        using var design = new SampleDesign();
        design.Write(".models", "");
        var run = design.Run("cosim", "design.yaml", "--out", "out", "--stop-after", "verilator");
        Assert.Equal(3, run.ExitCode);
        Assert.Matches(@"error CIM0107: .+; check space and permissions\n$", run.Errors);
    }

    [Fact]
    public void AnEmptyDesignFileIsReported()
    {
        using var design = new SampleDesign();
        design.Write("design.yaml", "");
        Assert.Contains(" error CIM0003: ", Assert.Single(Refused(design, "cosim", "design.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void AllErrorsOfAFileComeInOneRun()
    {
        using var design = new SampleDesign();
        design.Edit("architecture.yaml", "cores: 8", "cores: -1");
        design.Edit("architecture.yaml", "width_bytes: 4", "width_bytes: 5");
        design.Edit("architecture.yaml", "clock_mhz", "clock_ghz");
        Assert.Equal(3, Refused(design, "build", "design.yaml").Length);
    }

    [Fact]
    public void TooFewCoresNameWhatEveryLayerNeeds()
    {
        using var design = new SampleDesign();
        design.Edit("architecture.yaml", "cores: 8", "cores: 2");
        var line = Assert.Single(Refused(design, "build", "design.yaml"));
        foreach (var layer in (string[])["conv1", "conv2", "classifier"])
        {
            Assert.Matches($@"\b\d+\b[^,]*'{layer}'|'{layer}'[^,]*\b\d+\b", line);
        }
    }

    [Fact]
    public void ProgramsThatDoNotFitNameCoreLayersAndSizes()
    {
        using var design = new SampleDesign();
        design.Edit("architecture.yaml", "instruction_memory_bytes: 2048", "instruction_memory_bytes: 256");
        var lines = Refused(design, "build", "design.yaml");
        Assert.All(lines, l => Assert.Matches(@"^network\.yaml\(6,5\): error CIM0701: core \d needs \d{3} bytes of microcode for 'conv\d'.* has 256; ", l));
        Assert.Distinct(lines);
    }

    [Fact]
    public void MemoryThatOverflowsIsReportedWithWhatIsNeeded()
    {
        using var design = new SampleDesign();
        design.Edit("architecture.yaml", "size_bytes: 65536", "size_bytes: 1024");
        design.Edit("network.yaml", "type: conv, name: conv1", "type: conv, name: before, kernels: 8, kernel: 3, padding: 1 }\n  - { type: conv, name: conv1");
        design.Edit("architecture.yaml", "cores: 8", "cores: 13");
        Assert.Matches(@" error CIM0601: [1-9]\d{3} bytes of shared memory are needed, 1024 are there \(largest: ", Assert.Single(Refused(design, "build", "design.yaml")));
    }

    [Theory]
    [InlineData("--scheme", "foo", "sequential, linear, cyclic")]
    [InlineData("--scheme", "1", "sequential, linear, cyclic")]
    [InlineData("--transport", "rail", "bus, dedicated, tree")]
    [InlineData("--units", "", "blocking, overlapped")]
    [InlineData("--stop-after", "lunch", "network, mapping, schedule")]
    [InlineData("--images", "0", "between 1 and 1000000")]
    [InlineData("--images", "-3", "between 1 and 1000000")]
    [InlineData("--images", "many", "between 1 and 1000000")]
    [InlineData("--images", "99999999999999999999", "between 1 and 1000000")]
    [InlineData("--jobs", "0", "between 1 and 1024")]
    [InlineData("--out", "", "path of a folder")]
    [InlineData("--templates", "nowhere", "check the path")]
    [InlineData("--colour", "red", "cimgen build --help")]
    public void AnUnusableOptionIsReportedWithWhatItTakes(string option, string value, string says)
    {
        using var design = new SampleDesign();
        var lines = Refused(design, "build", "design.yaml", option, value);
        Assert.All(lines, l => Assert.StartsWith("cimgen: error CIM0104: ", l, StringComparison.Ordinal));
        Assert.Contains(says, lines[0], StringComparison.Ordinal);
        Assert.Contains(option, lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("build")]
    [InlineData("explode", "design.yaml")]
    [InlineData("cosim", "design.yaml", "--stall-seed", "x")]
    [InlineData("cosim", "design.yaml", "--traced", "-1")]
    [InlineData("build", "design.yaml", "--images", "1", "--images", "2")]
    public void ABadCommandLineIsReported(params string[] arguments)
    {
        using var design = new SampleDesign();
        Assert.All(Refused(design, arguments), l => Assert.StartsWith("cimgen: error CIM0104: ", l, StringComparison.Ordinal));
    }

    [Fact]
    public void MoreImagesThanTheFileHoldsAreRefused()
    {
        using var folder = new SampleDesign();
        var line = Assert.Single(Refused(folder, "build", Repository.File("examples/digits/design.yaml"), "--images", "5000"));
        Assert.Matches(" error CIM0102: 5000 images .*1000", line);
    }

    [Fact]
    public void ImagesThatAreNoWholeBatchesAreRefused()
    {
        using var folder = new SampleDesign();
        var line = Assert.Single(Refused(folder, "build", Repository.File("examples/digits/design.yaml"), "--images", "10", "--batch", "4"));
        Assert.Matches(" error CIM0115: 10 images are to run in batches of 4; set cosim.images or --images to 12", line);
    }

    [Fact]
    public void AnErrorInAnOverridingTemplateNamesItsPlace()
    {
        using var design = new SampleDesign();
        design.Write("mine/fabric/cim_bus.v.sbn", "// mine\nmodule {{ arch.cors }};\n");
        var run = design.Run("build", "design.yaml", "--out", "out", "--templates", "mine");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(Path.Combine("mine", "fabric/cim_bus.v.sbn") + "(2,", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Matches(@"\(2,\d+\): error CIM0815: .*cors", run.Errors);
        Assert.Equal(["mine"], design.Others());
    }

    [Fact]
    public void AFolderWithOtherFilesIsNotReplaced()
    {
        using var design = new SampleDesign();
        var run = design.Run("build", "design.yaml", "--out", ".");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(" error CIM0851: ", run.Errors, StringComparison.Ordinal);
        Assert.Empty(design.Others());
        Assert.True(File.Exists(design.Path("network.yaml")));
    }

    [Fact]
    public void AFileInThePlaceOfTheFolderStays()
    {
        using var design = new SampleDesign();
        design.Write("out", "precious");
        var run = design.Run("build", "design.yaml", "--out", "out");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains(" error CIM0850: ", run.Errors, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(design.Path("out")));
        Assert.Equal(["out"], design.Others());
    }

    /// <summary>Escapes, line breaks and directional overrides from a file must not reach the terminal, whatever is printed.</summary>
    [Theory]
    [InlineData("design.yaml", "network: network.yaml", "network: \"no\\e[2J\\nwhere.yaml\"", @"no\u001b[2J\u000awhere.yaml")]
    [InlineData("network.yaml", "name: conv1, kernels: 8", "name: \"co\\e[2J\\nnv\\u202e1\", kernels: -8", @"kernels")]
    [InlineData("network.yaml", "type: max-pool", "type: \"max\\e[2J\\npool\"", @"max\u001b[2J\u000apool")]
    [InlineData("network.yaml", "name: conv1", "\"na\\e\\nme\": conv1", @"na\u001b\u000ame")]
    public void NothingInAFileSteersTheTerminal(string file, string old, string text, string says)
    {
        using var design = new SampleDesign();
        design.Edit(file, old, text);
        var run = design.Run("build", "design.yaml", "--out", "out");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(says, run.Errors, StringComparison.Ordinal);
        AssertClean(run.Errors);
    }

    [Fact]
    public void NamesOfLayersAreCleanInEverythingThatIsWritten()
    {
        using var design = new SampleDesign();
        design.Edit("network.yaml", "name: conv1", "name: \"evil\\e[2J\\nlayer 9 \\u202e\"");
        var run = design.Run("build", "design.yaml", "--out", "out");
        Assert.Equal(0, run.ExitCode);
        AssertClean(run.Errors + run.Output);
        var texts = Directory.EnumerateFiles(design.Path("out"), "*", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        Assert.All(texts, AssertClean);
        Assert.True(texts.Count(t => t.Contains(@"evil\u001b[2J\u000alayer 9 \u202e", StringComparison.Ordinal)) >= 4);
    }

    private static void AssertClean(string text) =>
        Assert.DoesNotContain(text, c => (char.IsControl(c) && c is not ('\n' or '\t')) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format);

    /// <summary>Runs a command that has to fail cleanly.</summary>
    /// <returns>The diagnostics.</returns>
    private static string[] Refused(SampleDesign design, params string[] arguments)
    {
        var run = design.Run(arguments);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.NotEmpty(run.ErrorLines);
        Assert.All(run.ErrorLines, line => Assert.Matches(DiagnosticLine(), line));
        Assert.Empty(design.Others());
        return run.ErrorLines;
    }

    [GeneratedRegex(@"^[^:]+: error CIM\d{4}: .+; .+$")]
    private static partial Regex DiagnosticLine();
}
