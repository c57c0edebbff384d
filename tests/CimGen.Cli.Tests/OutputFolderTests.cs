using System.Runtime.Versioning;

namespace CimGen.Cli.Tests;

/// <summary>The folder of a design among other people's files, other runs, links and mount points.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OutputFolderTests
{
    [Fact]
    public void ATestBenchInTheFolderOutlivesBuildsOfEveryExtent()
    {
        using var design = new SampleDesign();
        Build(design, 0, "build", "--out", "out");
        design.Write("out/tb/top_tb.v", "tb");
        design.Write("out/rtl/wrapper.v", "wrapper");
        design.Write("out/golden/notes.txt", "notes");
        string[][] builds = [["--stop-after", "network"], ["--stop-after", "rtl"], [], ["--images", "2"]];
        foreach (var build in builds)
        {
            Build(design, 0, ["build", "--out", "out", .. build]);
            Assert.Equal("tb", File.ReadAllText(design.Path("out/tb/top_tb.v")));
            Assert.Equal("wrapper", File.ReadAllText(design.Path("out/rtl/wrapper.v")));
            Assert.Equal("notes", File.ReadAllText(design.Path("out/golden/notes.txt")));
        }

        Assert.Equal(["out"], design.Others());
    }

    /// <summary>What the files of a folder are does not depend on what was there before.</summary>
    [Fact]
    public void AFolderThatWasWrittenBeforeHasTheBytesOfANewOne()
    {
        using var design = new SampleDesign();
        Build(design, 0, "build", "--out", "new", "--images", "1");
        Build(design, 0, "build", "--out", "out", "--stop-after", "mapping");
        design.Write("out/report/cycles.csv", "of an earlier co-simulation");
        design.Write("out/build.log", "the same");
        design.Write("out/rtl/mine.v", "mine");
        Build(design, 0, "build", "--out", "out", "--images", "1");
        var files = FolderContents.Read(design.Path("out"));
        Assert.True(files.Remove("rtl/mine.v"));
        Assert.Equal(FolderContents.Read(design.Path("new")), files);
    }

    [Fact]
    public void AFileInTheWayOfTheBuildIsNamed()
    {
        using var design = new SampleDesign();
        Build(design, 0, "build", "--out", "out", "--stop-after", "mapping");
        design.Write("out/Makefile", "all:");
        var before = FolderContents.Read(design.Path("out"));
        var run = Build(design, 1, "build", "--out", "out");
        Assert.Matches(@"^out: error CIM0855: 'Makefile' was not written by CimGen", Assert.Single(run.ErrorLines));
        Assert.Equal(before, FolderContents.Read(design.Path("out")));
    }

    [Fact]
    public void ALinkIsWrittenThrough()
    {
        using var design = new SampleDesign();
        Directory.CreateDirectory(design.Path("disk/target"));
        Directory.CreateSymbolicLink(design.Path("out"), "disk/target");
        Build(design, 0, "build", "--out", "out");
        Build(design, 0, "build", "--out", "out/");
        Assert.Equal("disk/target", new FileInfo(design.Path("out")).LinkTarget);
        Assert.True(File.Exists(design.Path("disk/target/rtl/cim_top.v")));
        Assert.Equal(["target"], Directory.GetFileSystemEntries(design.Path("disk")).Select(e => Path.GetFileName(e)));
    }

    /// <summary>Who builds from within the folder is in the new one afterwards, and so is a co-simulation that goes on.</summary>
    [Theory]
    [InlineData(".", "out")]
    [InlineData("..", "out/rtl")]
    public void ABuildFromWithinTheFolderLeavesNobodyInTheOldOne(string name, string from)
    {
        using var design = new SampleDesign();
        Build(design, 0, "build", "--out", "out", "--stop-after", "rtl");
        design.Write("out/mine", "mine");
        var run = Cimgen.RunTool("sh", design.Path(from), [("CIMGEN", Cimgen.Shell)], "-c", $"$CIMGEN build {design.Path("design.yaml")} --out {name} && cat {name}/mine && ls {name}");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("mine", run.Output.Split('\n'));
        Assert.Contains("golden", run.Output.Split('\n'));
        Assert.Equal(["out"], design.Others());
    }

    /// <summary>As in a container that has the folder as a volume, and a volume of somebody else's inside it.</summary>
    [Fact]
    public void AMountPointIsWritten()
    {
        using var design = new SampleDesign();
        Directory.CreateDirectory(design.Path("out"));
        var script =
            "set -e; mount -t tmpfs none out; $CIMGEN build design.yaml --out out; mkdir -p out/tb out/volume; echo mine > out/tb/top_tb.v; mount -t tmpfs none out/volume; " +
            "echo data > out/volume/data; $CIMGEN build design.yaml --out out --stop-after rtl; cat out/tb/top_tb.v out/volume/data; ls -A out; umount out/volume; umount out";
        if (Isolated(design, "--mount", script) is { } run)
        {
            Assert.Empty(run.ErrorLines);
            Assert.Equal(0, run.ExitCode);
            var lines = run.Output.Split('\n');
            Assert.Contains("mine", lines);
            Assert.Contains("data", lines);
            Assert.Contains("Makefile", lines);
            Assert.DoesNotContain("golden", lines);
            Assert.DoesNotContain(lines, l => l.Contains(".new-", StringComparison.Ordinal));
        }
    }

    /// <summary>Each run in a container of its own, where all of them have the same process number.</summary>
    [Fact]
    public async Task RunsInOneFolderAtOnceLeaveTheOutputOfOne()
    {
        const int Runs = 4;
        using var design = new SampleDesign();
        var alone = Enumerable.Range(1, Runs).Select(i =>
        {
            Build(design, 0, "build", "--out", $"alone{i}", "--images", $"{i}");
            return FolderContents.Read(design.Path($"alone{i}"));
        }).ToList();

        for (var round = 0; round < 3; round++)
        {
            var runs = await Task.WhenAll(Enumerable.Range(1, Runs).Select(i => Task.Run(() =>
                Isolated(design, "--pid", $"exec $CIMGEN build design.yaml --out out --images {i}") ?? design.Run("build", "design.yaml", "--out", "out", "--images", $"{i}"))));
            foreach (var run in runs.Where(r => r.ExitCode != 0))
            {
                Assert.Equal(3, run.ExitCode);
                Assert.Matches("^out: error CIM0854: another run is at work on the folder; ", Assert.Single(run.ErrorLines));
            }

            Assert.Contains(runs, r => r.ExitCode == 0);
            var left = FolderContents.Read(design.Path("out"));
            Assert.Contains(alone, a => a.SequenceEqual(left));
            Assert.Equal(Enumerable.Range(1, Runs).Select(i => $"alone{i}").Append("out"), design.Others());
        }
    }

    [Theory]
    [InlineData("TERM", 128 + 15)]
    [InlineData("INT", 128 + 2)]
    [InlineData("HUP", 128 + 1)]
    public void ASignalLeavesNothingBesideTheFolder(string signal, int exitCode)
    {
        using var design = new SampleDesign();
        Build(design, 0, "build", "--out", "out", "--images", "1");
        var old = FolderContents.Read(design.Path("out"));
        Build(design, 0, "build", "--out", "out", "--images", "2");
        var complete = FolderContents.Read(design.Path("out"));

        var interrupted = 0;
        for (var (i, left) = (0, complete); i < 6; i++)
        {
            if (!left.SequenceEqual(old))
            {
                Build(design, 0, "build", "--out", "out", "--images", "1");
            }

            using var process = Cimgen.Start(design.Root, "build", "design.yaml", "--out", "out", "--images", "2");
            SpinWait.SpinUntil(() => process.HasExited || Directory.GetDirectories(design.Root).Length > 1);
            Thread.Sleep(i);
            Programs.Run(design.Root, "kill", $"-{signal}", $"{process.Id}");
            process.Wait();
            Assert.Contains(process.ExitCode, (int[])[0, exitCode]);
            Assert.Equal(["out"], design.Others());
            left = FolderContents.Read(design.Path("out"));
            Assert.True(left.SequenceEqual(old) || left.SequenceEqual(complete), "the folder is neither old nor new");
            interrupted += process.ExitCode == exitCode ? 1 : 0;
        }

        Assert.NotEqual(0, interrupted);
    }

    private static Finished Build(SampleDesign design, int exitCode, string command, params string[] options)
    {
        var run = design.Run([command, "design.yaml", .. options]);
        Assert.True(run.ExitCode == exitCode, run.Errors);
        return run;
    }

    private static Finished Build(SampleDesign design, int exitCode, string[] arguments) => Build(design, exitCode, arguments[0], arguments[1..]);

    /// <summary>Runs a script in a namespace of its own; null where the system does not let us.</summary>
    private static Finished? Isolated(SampleDesign design, string space, string script)
    {
        string[] arguments = ["--map-root-user", "--fork", space, "sh", "-c"];
        var possible = File.Exists("/usr/bin/unshare") && Cimgen.RunTool("/usr/bin/unshare", design.Root, [], [.. arguments, space == "--mount" ? "mount -t tmpfs none /mnt" : "true"]).ExitCode == 0;
        return possible ? Cimgen.RunTool("/usr/bin/unshare", design.Root, [("CIMGEN", Cimgen.Shell)], [.. arguments, script]) : null;
    }
}
