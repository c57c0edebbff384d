using System.Diagnostics;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Rtl;

namespace CimGen.Flow.Tests;

/// <summary>With CIM_PRELOAD defined the host writes inputs, starts and reads; nothing else.</summary>
public sealed class PreloadTests
{
    private const int Images = 2;
    private const string Equal = "2 images, 0 different\n";

    /// <summary>The second image finds shared memory as the first one left it.</summary>
    /// <param name="lanes">Multipliers of a crossbar: of more than four, each four have a memory of their own.</param>
    [Theory]
    [InlineData(1, 4, BusTopology.Flat, 8)]
    [InlineData(4, 8, BusTopology.Flat, 8)]
    [InlineData(8, 4, BusTopology.Flat, 12)]
    [InlineData(16, 16, BusTopology.Tree, 8)]
    public void OutputsAndCyclesAreTheGoldenOnes(int lanes, int busBytes, BusTopology topology, int cores)
    {
        var folder = Build(Machine(lanes, busBytes, topology) with { Cores = cores });
        Assert.EndsWith(Equal, Make(folder, "icarus-preloaded"), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What the machine works with is in these files: a digit that is wrong in each word is seen.</summary>
    [Fact]
    public void EachKindOfFileCounts()
    {
        var folder = Build(Machine(8, 4, BusTopology.Flat));
        foreach (var file in new[] { "memory", "program_0001", "weights_0000_0000", "weights_0000_0001" })
        {
            var path = Path.Combine(folder, PreloadFiles.Folder, $"{file}.hex");
            var text = File.ReadAllText(path);
            File.WriteAllLines(path, File.ReadAllLines(path).Select(l => l[0] == '@' ? l : l[..^2] + (l[^2] == '5' ? 'a' : '5') + l[^1]));
            Assert.False(Make(folder, "icarus-preloaded").EndsWith(Equal, StringComparison.Ordinal), file);
            File.WriteAllText(path, text);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void WithoutTheMacroMemoriesComeUpEmpty()
    {
        var folder = Build(Machine(4, 4, BusTopology.Flat));
        Assert.DoesNotContain(Equal, Make(folder, "icarus", "ARGS=+preloaded"), StringComparison.Ordinal);
        Assert.EndsWith(Equal, Make(folder, "icarus"), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void AnArrayThatNothingLoadsIsRefused()
    {
        var architecture = Workspace.Fpga.Architecture;
        var folder = Build(architecture with { Compute = architecture.Crossbar with { Implementation = CrossbarImplementation.Behavioural, MvmCycles = 20 } });
        Assert.False(Directory.Exists(Path.Combine(folder, PreloadFiles.Folder)));
        Assert.Contains("cim_error_CIM_PRELOAD_needs_the_emulated_crossbar", Make(folder, "icarus-preloaded"), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static Architecture Machine(int lanes, int busBytes, BusTopology topology)
    {
        var architecture = Workspace.Fpga.Architecture;
        return architecture with { Compute = architecture.Crossbar with { MacLanes = lanes }, Bus = architecture.Bus with { WidthBytes = busBytes, Topology = topology } };
    }

    private static string Build(Architecture architecture)
    {
        var folder = Workspace.NewFolder();
        Workspace.Build(Workspace.Fpga with { Architecture = architecture, Cosim = Workspace.Fpga.Cosim with { Images = Images } }, folder);
        return folder;
    }

    private static string Make(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("make", ["-s", "-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return errors.Result + output;
    }
}
