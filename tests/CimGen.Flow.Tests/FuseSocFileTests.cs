using System.Diagnostics;

namespace CimGen.Flow.Tests;

/// <summary>The target `sim` of cim.core does what FuseSoC would do with it: it has all that the testbench needs, and nothing differs.</summary>
public sealed class FuseSocFileTests
{
    private const int Images = 2;

    /// <param name="defines">What the command line of FuseSoC adds.</param>
    /// <param name="arguments">Of the testbench.</param>
    [Theory]
    [InlineData("", "")]
    [InlineData("-DCIM_PRELOAD", "+preloaded")]
    public void TheTargetSimRunsInAFolderOfItsOwn(string defines, string arguments)
    {
        var (folder, work) = (Workspace.NewFolder(), Workspace.NewFolder());
        Workspace.Build(Workspace.Fpga with { Cosim = Workspace.Fpga.Cosim with { Images = Images } }, folder);
        var core = new CoreDescription(File.ReadAllText(Path.Combine(folder, "cim.core")));
        foreach (var (path, _, place) in core.Files("sim").Where(f => f.CopyTo is not null))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(work, place!))!);
            File.Copy(Path.Combine(folder, path), Path.Combine(work, place!));
        }

        Run(folder, "iverilog", ["-o", Path.Combine(work, "sim"), .. Words(defines), .. core.Icarus("sim")]);
        Assert.EndsWith($"{Images} images, 0 different\n", Run(work, "vvp", ["-n", "sim", .. Words(arguments)]), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
        Directory.Delete(work, recursive: true);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

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
