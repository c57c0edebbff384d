using System.Diagnostics;

namespace CimGen.Flow.Tests;

/// <summary>The target `sim` of cim.core does what FuseSoC would do with it: it has all that the testbench needs, and nothing differs.</summary>
public sealed class CoreFileTests
{
    private const int Images = 2;

    [Fact]
    public void TheTargetSimRunsInAFolderOfItsOwn()
    {
        var (folder, work) = (Workspace.NewFolder(), Workspace.NewFolder());
        Workspace.Build(Workspace.Fpga with { Cosim = Workspace.Fpga.Cosim with { Images = Images } }, folder);
        var core = new CoreDescription(File.ReadAllText(Path.Combine(folder, "cim.core")));
        foreach (var (path, _, place) in core.Files("sim").Where(f => f.CopyTo is not null))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(work, place!))!);
            File.Copy(Path.Combine(folder, path), Path.Combine(work, place!));
        }

        Run(folder, "iverilog", ["-o", Path.Combine(work, "sim"), .. core.Icarus("sim")]);
        Assert.EndsWith($"{Images} images, 0 different\n", Run(work, "vvp", ["-n", "sim"]), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
        Directory.Delete(work, recursive: true);
    }

    private static string Run(string folder, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
