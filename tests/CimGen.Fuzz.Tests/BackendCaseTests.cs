using CimGen.Networks;
using Google.Protobuf;
using Xunit.Abstractions;

namespace CimGen.Fuzz.Tests;

/// <summary>ONNX's own cases for backends: CimGen gets each one right or refuses it.</summary>
public sealed class BackendCaseTests(ITestOutputHelper output)
{
    private const string Package = "libonnx-testdata";
    private const int LeastPassed = 260;

    private static readonly string[] Sets = ["node", "simple", "pytorch-operator", "pytorch-converted"];

    [Fact]
    public void AreRightOrRefused()
    {
        var data = $"/usr/share/{Package}/data";
        Assert.True(Directory.Exists(data), $"ONNX's test data is missing: sudo apt-get install {Package}");
        var cases = Sets.SelectMany(s => Directory.GetDirectories(Path.Combine(data, s)).Order(StringComparer.Ordinal)).Select(f => new BackendCase(f)).ToList();
        var outcomes = cases.Where(c => c.HasSupportedOperators).Select(c => (Case: c, Outcome: Try(c))).ToList();
        output.WriteLine($"{cases.Count} cases, {outcomes.Count} of them of operators that CimGen reads");
        foreach (var group in outcomes.GroupBy(o => $"{o.Outcome.Kind}: {o.Outcome.How}").OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{group.Count()} {group.Key}\n  {string.Join("\n  ", group.Select(o => $"{o.Case.Name} {o.Outcome.Message}"))}");
        }

        Assert.Empty(outcomes.Where(o => o.Outcome.Kind == Kind.Wrong).Select(o => $"{o.Case.Name} {o.Outcome.How}: {o.Outcome.Message}"));
        Assert.True(outcomes.Count(o => o.Outcome.Kind == Kind.Passed) >= LeastPassed);
    }

    /// <summary>The first form that is read, or why none is.</summary>
    private static Outcome Try(BackendCase backend)
    {
        var refusal = new Outcome(Kind.LeftOut, "inputs or outputs are no tensors of numbers", "");
        foreach (var form in AdaptedCase.Of(backend))
        {
            using var folder = new TemporaryFolder();
            var network = NetworkReader.Read(folder.Write("model.onnx", form.Model.ToByteArray()));
            if (network.Ok)
            {
                var difference = form.Difference(network.Value);
                return difference is null ? new Outcome(Kind.Passed, form.How, "") : new Outcome(Kind.Wrong, form.How, difference);
            }

            refusal = new Outcome(Kind.Refused, "", network.Diagnostics.First(d => d.IsError).Message);
        }

        return refusal;
    }

    private enum Kind
    {
        Passed,
        Refused,
        LeftOut,
        Wrong,
    }

    private sealed record Outcome(Kind Kind, string How, string Message);
}
