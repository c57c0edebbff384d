using System.Runtime.Versioning;

namespace CimGen.Cli.Tests;

/// <summary>What happens around Verilator: a folder that checks itself, a tool that is missing, output for files and pipes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SimulationTests : IClassFixture<SimulatedFolder>
{
    private readonly SimulatedFolder _folder;

    public SimulationTests(SimulatedFolder folder) => _folder = folder;

    [Fact]
    public void MakeSimPassesWithoutDotnet()
    {
        Assert.True(_folder.Built.ExitCode == 0, _folder.Built.Errors);
        var run = _folder.MakeSim();
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains(" 0 different", run.Errors, StringComparison.Ordinal);
        Assert.False(_folder.DotnetWasCalled);
    }

    [Theory]
    [InlineData("golden/outputs.hex", 0)]
    [InlineData("golden/outputs.hex", 7)]
    [InlineData("golden/cycles.txt", 4)]
    [InlineData("stimulus/inputs.hex", 0)]
    public void MakeSimFailsWhenOneDigitOfAFileIsAnother(string file, int position)
    {
        var run = _folder.With(file, text => Changed(text, position), _folder.MakeSim);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Matches(@"\b1 different\b", run.Errors);
    }

    [Fact]
    public void MakeSimFailsWhenAGoldenOutputIsMissing()
    {
        var run = _folder.With("golden/outputs.hex", text => text[..(text.IndexOf('\n', StringComparison.Ordinal) + 1)], _folder.MakeSim);
        Assert.NotEqual(0, run.ExitCode);
    }

    [Fact]
    public void MakeSimFailsWhenAWeightIsAnother()
    {
        var run = _folder.With("weights/core_0006.hex", text => Changed(text, 1), _folder.MakeSim);
        Assert.NotEqual(0, run.ExitCode);
    }

    [Fact]
    public void RedirectedOutputOfCosimIsPlain()
    {
        using var model = new TemporaryFolder();
        var verilator = model.Write("verilator", $"""
            #!/bin/sh
            # Stands for Verilator: gives the model that is there already.
            [ "$1" = --version ] && exec echo "Verilator 5.006"
            while [ "$1" != --Mdir ]; do shift; done
            cp '{_folder.Model}' "$2/Vcim_top"
            echo > "$2/Vcim_top.h"
            echo 'Vcim_top: ;' > "$2/Vcim_top.mk"
            """);
        File.SetUnixFileMode(verilator, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var run = Cimgen.Run(model.Root, [("VERILATOR", verilator)], "cosim", SimulatedFolder.Design, "--out", "fpga");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("RTL = golden model = integer reference on 4 images", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain((run.Output + run.Errors).ToCharArray(), c => char.IsControl(c) && c != '\n');
        Assert.True(File.Exists(model.Path("fpga/report/summary.json")));
    }

    [Fact]
    public void WithoutVerilatorCosimSaysHowToInstallIt()
    {
        using var design = new SampleDesign();
        Directory.CreateDirectory(design.Path("empty"));
        var run = Cimgen.Run(design.Root, [("PATH", design.Path("empty"))], "cosim", "design.yaml", "--out", "out");
        Assert.Equal(3, run.ExitCode);
        Assert.Matches(@"^cimgen: error CIM0901: .*'verilator'.*; .*apt-get install verilator", Assert.Single(run.ErrorLines));
        Assert.True(File.Exists(design.Path("out/golden/cycles.txt")), "what needs no Verilator is there");
    }

    [Fact]
    public void AVerilatorThatFailsIsReported()
    {
        using var design = new SampleDesign();
        var verilator = design.Write("verilator", "#!/bin/sh\n[ \"$1\" = --version ] && exec echo Verilator 5.006\necho '%Error: rtl/cim_top.v:1: no' >&2\nexit 1\n");
        File.SetUnixFileMode(verilator, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var run = Cimgen.Run(design.Root, [("VERILATOR", verilator)], "cosim", "design.yaml", "--out", "out", "--stop-after", "verilator");
        Assert.Equal(3, run.ExitCode);
        Assert.Matches("^out: error CIM0902: .*%Error: rtl/cim_top.v:1: no", Assert.Single(run.ErrorLines));
    }

    /// <summary>One hexadecimal or decimal digit, never the first of a number, replaced by another.</summary>
    private static string Changed(string text, int position) =>
        string.Concat(text.AsSpan(0, position), text[position] == '1' ? "2" : "1", text.AsSpan(position + 1));
}
