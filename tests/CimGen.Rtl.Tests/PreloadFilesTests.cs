using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Machines.Images;

namespace CimGen.Rtl.Tests;

/// <summary>The files of <see cref="PreloadFiles"/> hold what the memories of the Verilog hold after the host has loaded them.</summary>
public sealed class PreloadFilesTests
{
    private const int Rows = 4;
    private const int Columns = 16;
    private const int Lanes = 8;
    private const string Macro = "CIM_PRELOAD";

    private static readonly Architecture Emulated = TestMachines.Small with
    {
        Cores = 2,
        Compute = new Crossbar(Rows, Columns, CrossbarImplementation.Emulated, 7, Lanes),
    };

    private static readonly MachineImage Image = new(
        [new CoreImage([0x123, 0x456], [], [.. Enumerable.Range(0, Rows * Columns).Select(i => (sbyte)i)]), new CoreImage([0x789], [], [])],
        [new MemorySegment(1, [0x11, 0x22]), new MemorySegment(18, [0x33])],
        [new FeatureLayout(0, 1, 1, 1, 1, 1)],
        [new FeatureLayout(0, 1, 1, 1, 1, 1)]);

    private static readonly ImmutableDictionary<string, string[]> Files =
        PreloadFiles.Render(Generated.Kinds(Emulated), Emulated, Image).ToImmutableDictionary(f => f.Path, f => f.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    public static TheoryData<string> Machine => [.. TestMachines.Variants.Where(a => a.Crossbar.Implementation == CrossbarImplementation.Emulated).Select(a => a.Name)];

    [Fact]
    public void EveryMemoryHasItsFileAndItBeginsAtWord0()
    {
        Assert.Equal(
            ["memory.hex", "program_0000.hex", "program_0001.hex", "weights_0000_0000.hex", "weights_0000_0001.hex", "weights_0001_0000.hex", "weights_0001_0001.hex"],
            Files.Keys.Select(p => p[PreloadFiles.Folder.Length..]).Order(StringComparer.Ordinal));
        Assert.All(Files.Values, lines => Assert.Equal("@0", lines[0]));
    }

    [Fact]
    public void SharedMemoryLiesInBusWords() =>
        Assert.Equal(["0000000000221100", "0000000000000000", "0000000000330000"], Files["preload/memory.hex"][1..]);

    [Fact]
    public void ProgramsLieInWholeInstructions() => Assert.Equal(["0000000000000123", "0000000000000456"], Files["preload/program_0000.hex"][1..]);

    /// <summary>Row r of the columns that are multiplied together lies in word r of all memories, four columns in each.</summary>
    [Fact]
    public void WeightsOfFourLanesLieInOneMemory()
    {
        for (var memory = 0; memory < Lanes / 4; memory++)
        {
            var words = Files[$"preload/weights_0000_000{memory}.hex"][1..];
            Assert.Equal(Rows * Columns / Lanes, words.Length);
            for (var word = 0; word < words.Length; word++)
            {
                for (var lane = 0; lane < 4; lane++)
                {
                    var (row, column) = (word % Rows, (word / Rows * Lanes) + (memory * 4) + lane);
                    Assert.Equal((row * Columns) + column, int.Parse(words[word].AsSpan(6 - (2 * lane), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                }
            }
        }
    }

    [Fact]
    public void ACoreWithoutWeightsHasZeros() => Assert.All(Files["preload/weights_0001_0001.hex"][1..], word => Assert.Equal("00000000", word));

    /// <summary>An array of analog cells has no contents that a bitstream could give it.</summary>
    [Fact]
    public void TheBehaviouralCrossbarHasNone() =>
        Assert.Empty(PreloadFiles.Render(Generated.Kinds(Emulated), Emulated with { Compute = Emulated.Crossbar with { Implementation = CrossbarImplementation.Behavioural } }, Image));

    /// <summary>A parameter that differs between cores would keep Verilator from sharing their code, and an ASIC has no initial values.</summary>
    [Fact]
    public void WithoutTheMacroNothingOfItIsLeft() => Assert.All(TestMachines.Variants.SelectMany(Generated.Verilog), file =>
    {
        var code = Regex.Replace(file.Value, $@"^`ifdef {Macro}\n.*?^`endif\n|//[^\n]*", "", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.DoesNotMatch($@"{Macro}|\$readmem|\bFILE\b|\bDIGITS\b|preload", code);
    });

    [Theory]
    [MemberData(nameof(Machine))]
    public void ToolsAcceptTheMacro(string machine)
    {
        using var folder = new TemporaryFolder();
        foreach (var (path, text) in Generated.Files(TestMachines.Variants.Single(a => a.Name == machine)))
        {
            folder.Write(path, text);
        }

        Assert.Empty(Programs.Require(folder.Root, "verilator", $"--lint-only -Wall -D{Macro} --top-module cim_top -f filelist.f".Split(' ')));
        Assert.Empty(Programs.Require(folder.Root, "iverilog", $"-g2005 -Wall -Wno-timescale -D{Macro} -o /dev/null -s cim_top -f filelist.f".Split(' ')));
    }
}
