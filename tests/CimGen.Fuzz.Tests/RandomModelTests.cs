using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CimGen.Fuzz.Models;
using CimGen.Networks;
using CimGen.Networks.Onnx.Format;
using Xunit.Abstractions;

namespace CimGen.Fuzz.Tests;

/// <summary>Random models as exporters might write them: CimGen reads each as ONNX Runtime runs it, or says which form it does not take.</summary>
public sealed class RandomModelTests(ITestOutputHelper output)
{
    private const int Models = 2000, ForeignModels = 300;

    /// <summary>Read, equal, and with outputs that depend on the input: a generator of refused or constant models would prove nothing.</summary>
    private const double LeastRead = 0.8;

    /// <summary>The environment can ask for more.</summary>
    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("CIMGEN_ORACLE_MODELS"), CultureInfo.InvariantCulture, out var count) ? count : Models;

    [Fact]
    public void AreReadAsOnnxRuntimeRunsThemOrRefusedForTheirForms()
    {
        using var folder = new TemporaryFolder();
        var readings = new List<Reading>();
        var varying = 0;
        var forms = new List<string>();
        var failures = new StringBuilder();
        for (var seed = 1; seed <= Count; seed++)
        {
            var random = new Random(seed);
            var model = RandomModel.Next(random);
            var comparison = Comparison.Of(model.Write(folder.Path), model.Proto, model.Input, random);
            readings.Add(comparison.Reading);
            varying += comparison.Varies ? 1 : 0;
            forms.AddRange(model.Forms);
            if (comparison.Reading != Reading.Equal && !(comparison.Reading == Reading.Refused && IsNamed(model, comparison.Messages)))
            {
                failures.AppendLine($"seed {seed}: {comparison.Reading}: {string.Join("\n  ", comparison.Messages)}");
                failures.AppendLine($"may be refused for {string.Join(", ", model.Refusals)}\n{ModelText.Of(model.Proto)}");
            }
        }

        output.WriteLine(string.Join(", ", readings.CountBy(r => r).Select(r => $"{r.Key} {r.Value}")) + $"; {varying} with outputs that depend on the input");
        output.WriteLine(string.Join('\n', forms.CountBy(f => f).OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Value,5} {f.Key}")));
        Assert.True(failures.Length == 0, failures.ToString());
        Assert.InRange(varying, LeastRead * readings.Count, readings.Count);
    }

    /// <summary>ONNX Runtime cannot run these: it has no such operators.</summary>
    [Fact]
    public void OperatorsOfAnotherDomainAreRefusedByDomainAndName()
    {
        using var folder = new TemporaryFolder();
        for (var seed = 1; seed <= ForeignModels; seed++)
        {
            var model = RandomModel.Next(new Random(seed));
            var graph = model.Proto.Graph;
            var node = graph.Node.First(n => n.Output.Contains(graph.Output[0].Name));
            node.Domain = "com.vendor";
            model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = node.Domain, Version = 1 });
            var read = NetworkReader.Read(model.Write(folder.Path));
            Assert.Contains(read.Diagnostics, d => d.Code == "CIM0305" && d.Message.Contains($"{node.OpType} of domain 'com.vendor'", StringComparison.Ordinal));
        }
    }

    private static bool IsNamed(RandomModel model, IEnumerable<string> messages) => messages.All(m => model.Refusals.Any(r => Regex.IsMatch(m, r)));
}
