using System.Diagnostics;

namespace CimGen.Cli.Tests;

/// <summary>Promise 6: a killed build leaves the old folder or the new one, complete; its remains do not disturb the next one, and nothing of others is lost.</summary>
public sealed class KilledBuildTests
{
    private const int Tries = 15;
    private const int WritingMilliseconds = 15;
    private const string Old = "1";
    private const string New = "2";

    [Fact]
    public void ABuildKilledAtAnyMomentLeavesTheOldFolderOrTheNewOne()
    {
        using var folder = new TemporaryFolder();
        var design = Repository.File("examples/digits/design.yaml");
        var output = folder.Path("out");
        var (complete, duration) = (Build(New), Stopwatch.StartNew());
        var old = Build(Old);
        duration.Stop();
        Assert.NotEqual(complete, old);
        string[] others = ["tb/top_tb.v", "rtl/mine.v"];
        Array.ForEach(others, o => folder.Write($"out/{o}", "mine"));

        var random = new Random(1);
        var killed = 0;
        for (var i = 0; i < Tries; i++)
        {
            using (var process = Cimgen.Start(folder.Root, "build", design, "--images", New, "--out", "out"))
            {
                if (i % 3 == 0)
                {
                    // While files are written, which is but a small part of the run.
                    SpinWait.SpinUntil(() => process.HasExited || Entries().Length > 1);
                    Thread.Sleep(random.Next(WritingMilliseconds));
                }
                else
                {
                    // Delays that span the run, and a little more.
                    process.Wait(duration.Elapsed * ((i + random.NextDouble()) / (Tries - 2)));
                }

                killed += process.HasExited ? 0 : 1;
                process.Kill();
            }

            var left = Generated();
            Assert.True(left.SequenceEqual(old) || left.SequenceEqual(complete), $"try {i}: the folder is neither old nor new");
            if (!left.SequenceEqual(old))
            {
                Assert.True(Build(Old).SequenceEqual(old), "remains of the killed build disturb the next one");
            }
        }

        Assert.True(killed >= Tries / 2, $"only {killed} builds were killed before their end");
        Assert.Equal(old, Build(Old));
        Assert.Equal(["out"], Entries());

        Assert.All(others, o => Assert.Equal("mine", File.ReadAllText(folder.Path($"out/{o}"))));

        string[] Entries() => [.. Directory.EnumerateFileSystemEntries(folder.Root).Select(e => Path.GetFileName(e))];

        SortedDictionary<string, string> Build(string images)
        {
            var run = Cimgen.Run(folder.Root, "build", design, "--images", images, "--out", "out");
            Assert.True(run.ExitCode == 0, run.Errors);
            return Generated();
        }

        // Others' files may be on their way.
        SortedDictionary<string, string> Generated()
        {
            var files = FolderContents.Read(output);
            files.Remove("tb/top_tb.v");
            files.Remove("rtl/mine.v");
            return files;
        }
    }
}
