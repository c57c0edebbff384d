using CimGen.Fuzz.Running;
using Xunit.Abstractions;

namespace CimGen.Fuzz.Tests;

/// <summary>Files that are at fault: CimGen refuses each, or builds what is left of it, in bounded time and memory.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Cases = 800, Seed = 2026;

    /// <summary>The share of cases that come through: faults that are too coarse would test the first check alone.</summary>
    private const double LeastBuilt = 0.08;

    [Fact]
    public void NoFileCrashesHangsOrTakesTooMuchMemory()
    {
        using var folder = new TemporaryFolder();
        var outcomes = RunCommand.Outcomes(Cases, Seed, Environment.ProcessorCount, folder.Path, _ => { });
        foreach (var kind in outcomes.GroupBy(o => $"{o.Kind}: {o.Verdict} {o.Codes}").OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{kind.Count(),5} {kind.Key}");
        }

        Assert.Equal(Enumerable.Range(0, Cases), outcomes.Select(o => o.Number));
        Assert.Empty(outcomes.Where(o => o.IsFault).Select(RunCommand.Line));
        Assert.InRange(outcomes.Count(o => o.Verdict == Verdict.Built), LeastBuilt * Cases, Cases);
    }

    /// <summary>A worker that is about case 1, in ways in which CimGen could fail.</summary>
    [Theory]
    [InlineData("exit 3", Verdict.Death)]
    [InlineData("kill -9 $$", Verdict.Death)]
    [InlineData("while :; do :; done", Verdict.Hang)]
    [InlineData("sleep 100", Verdict.Hang)]
    public void WhatAWorkerDoesIsSeen(string fault, object verdict)
    {
        const string Good = "printf 'begin\\t%s\\tcsv\\nend\\t%s\\tcsv\\tRefused\\t1\\t1\\t\\t\\n' $i $i";
        var pool = new Pool(
            (_, first, count) => ["sh", "-c", $"i={first}; while [ $i -lt {first + count} ]; do if [ $i = 1 ]; then printf 'begin\\t1\\tcsv\\n'; {fault}; fi; {Good}; i=$((i+1)); done"],
            TimeSpan.FromSeconds(1));
        var outcomes = pool.Run(4, 1, _ => { });
        Assert.Equal([Verdict.Refused, (Verdict)verdict, Verdict.Refused, Verdict.Refused], outcomes.Select(o => o.Verdict));
        Assert.Equal([0, 1, 2, 3], outcomes.Select(o => o.Number));
    }

    [Fact]
    public void ExceptionsAndMemoryAreSeen()
    {
        Assert.Equal(Verdict.Exception, Target.Guard(() => throw new OverflowException()).Verdict);
        Assert.Equal(Verdict.Memory, Target.Guard(() => throw new OutOfMemoryException()).Verdict);
        Assert.Equal(Verdict.Diagnostic, Target.Guard(() => (false, [])).Verdict);
    }

    /// <summary>What is refused is refused for the fault. Only models may have forms that are not taken, or not fit the machine.</summary>
    [Fact]
    public void DesignsAreGoodBeforeTheyGetTheirFaults()
    {
        using var folder = new TemporaryFolder();
        var outcomes = new List<(bool HasModel, Verdict Verdict, string Codes)>();
        for (var number = 0; number < 40; number++)
        {
            var fuzz = Mutation.FuzzCase.Make(Seed, number, faulty: false);
            var place = Directory.CreateDirectory(Path.Combine(folder.Path, $"{number}")).FullName;
            fuzz.Write(place);
            var (verdict, codes, _) = Target.Run(Path.Combine(place, Mutation.FuzzCase.Design), Path.Combine(place, "out"));
            outcomes.Add((fuzz.ModelText.Length > 0, verdict, codes));
        }

        Assert.DoesNotContain(outcomes, o => !o.HasModel && o.Verdict != Verdict.Built);
        Assert.InRange(outcomes.Count(o => o.HasModel && o.Verdict == Verdict.Built), 0.6 * outcomes.Count(o => o.HasModel), outcomes.Count);
    }

    [Fact]
    public void ACaseIsMadeFromItsNumber()
    {
        var (first, second) = (Mutation.FuzzCase.Make(Seed, 17), Mutation.FuzzCase.Make(Seed, 17));
        Assert.Equal(first.Files.Select(f => (f.Key, Convert.ToHexString(f.Value))), second.Files.Select(f => (f.Key, Convert.ToHexString(f.Value))));
    }
}
