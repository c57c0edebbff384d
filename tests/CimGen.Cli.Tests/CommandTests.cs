using System.Text.RegularExpressions;
using CimGen.Cli.Commands;

namespace CimGen.Cli.Tests;

/// <summary>What the commands print.</summary>
public sealed class CommandTests
{
    public static TheoryData<string> Commands => [.. CommandLine.Build().Subcommands.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void HelpDescribesTheCommandAndAllOfItsOptions(string name)
    {
        var command = CommandLine.Build().Subcommands.Single(c => c.Name == name);
        var help = Printed(name, "--help");
        Assert.Contains(command.Description!, help, StringComparison.Ordinal);
        Assert.All(command.Options, option => Assert.Matches($@"{option.Name}\b.*  \S+", help));
        Assert.All(command.Arguments, argument => Assert.Matches($@"<{argument.Name}>  \S+", help));
        Assert.DoesNotContain("CimGen.", help, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", help, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutArgumentsTheHelpListsAllCommands()
    {
        var help = Printed();
        Assert.Equal(help, Printed("--help"));
        Assert.All(CommandLine.Build().Subcommands, c => Assert.Matches($@"\n  {c.Name}\b.*  {Regex.Escape(c.Description!)}\n", help));
    }

    [Theory]
    [InlineData("docs/isa.md", "isa")]
    [InlineData("docs/operators.md", "operators")]
    [InlineData("docs/architecture-spec.md", "spec", "--markdown")]
    [InlineData("docs/architecture.schema.json", "spec", "--schema")]
    [InlineData("docs/diagnostics.md", "explain", "--all")]
    public void GeneratedPagesAreWhatTheCommandsPrint(string page, params string[] arguments) =>
        Assert.True(File.ReadAllText(Repository.File(page)) == Printed(arguments), $"{page} is stale; run 'make docs'");

    [Fact]
    public void ACodeIsExplainedInAnyCase()
    {
        var descriptor = DiagnosticCatalogue.All.Single(d => d.Code == "CIM0501");
        Assert.Equal($"CIM0501: {descriptor.Title}\n\n{descriptor.Explanation}\n", Printed("explain", "cim0501"));
    }

    [Theory]
    [InlineData("CIM9999")]
    [InlineData("")]
    [InlineData(null)]
    public void AnUnknownCodeIsRefused(string? code)
    {
        var run = Cimgen.Run(Repository.Root, code is null ? ["explain"] : ["explain", code]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"^cimgen: error CIM0104: .*explain --all.*\n$", run.Errors);
    }

    /// <summary>The design is built, and the warning goes to stderr.</summary>
    [Fact]
    public void AWarningDoesNotChangeTheExitCode()
    {
        using var design = new SampleDesign();
        design.Edit("architecture.yaml", "cores: 8", "cores: 16");
        var run = design.Run("build", "design.yaml", "--images", "1", "--out", "out");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^architecture\.yaml\(\d+,\d+\): warning CIM0206: ", Assert.Single(run.ErrorLines));
        Assert.DoesNotContain("CIM0206", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(design.Path("out/filelist.f")));
    }

    [Fact]
    public void DisassemblyGivesTheWordsAndTheListingOfTheBuild()
    {
        using var design = new SampleDesign();
        Assert.Equal(0, design.Run("build", "design.yaml", "--images", "1", "--out", "out").ExitCode);
        var hex = design.Path("out/microcode/core_0000.hex");
        var lines = Printed("disasm", hex).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(File.ReadLines(hex), lines.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
        var listing = File.ReadLines(Path.ChangeExtension(hex, ".lst")).Where(l => !l.StartsWith(';'));
        Assert.Equal(listing.Select(l => l.Split(';')[0].TrimEnd()), lines.Select(l => l.TrimEnd()));
    }

    [Theory]
    [InlineData("00112233\n", 1)]
    [InlineData("3820000100000000\nno microcode\n", 2)]
    [InlineData("3820000100000000\n+820000100000000\n", 2)]
    [InlineData("3820000100000000\n\n", 2)]
    public void WhatIsNoMicrocodeIsRefused(string text, int line)
    {
        using var folder = new TemporaryFolder();
        folder.Write("bad.hex", text);
        var run = Cimgen.Run(folder.Root, "disasm", "bad.hex");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"bad.hex({line},1): error CIM0105: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void MissingMicrocodeIsReported()
    {
        using var folder = new TemporaryFolder();
        var run = Cimgen.Run(folder.Root, "disasm", "nowhere.hex");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("nowhere.hex: error CIM0001: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private static string Printed(params string[] arguments)
    {
        var run = Cimgen.Run(Repository.Root, arguments);
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.ErrorLines);
        return run.Output;
    }
}
