using System.Text;
using CimGen.Fuzz.Models;
using Xunit.Abstractions;

namespace CimGen.Networks.OnnxRuntime.Tests;

/// <summary>Random models as exporters might write them: CimGen reads each as ONNX Runtime runs it, or says which form it does not take.</summary>
public sealed class RandomModelTests(ITestOutputHelper output)
{
    private const int Models = 2000;

    [Fact]
    public void AreReadAsOnnxRuntimeRunsThemOrRefusedForTheirForms()
    {
        var verdicts = new Dictionary<Verdict, int>();
        var forms = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var failures = new StringBuilder();
        var folder = Directory.CreateTempSubdirectory("cimgen-test-");
        var models = int.Parse(Environment.GetEnvironmentVariable("N") ?? $"{Models}", null);
        for (var seed = 1; seed <= models; seed++)
        {
            var random = new Random(seed);
            var model = RandomModel.Next(random);
            var path = model.Write(folder.FullName);
            File.WriteAllText("/tmp/last-model.txt", $"{seed}\n{ModelText.Of(model.Proto)}");
            var comparison = Comparison.Of(path, model.Proto, model.Input, random);
            verdicts[comparison.Verdict] = verdicts.GetValueOrDefault(comparison.Verdict) + 1;
            foreach (var form in model.Forms)
            {
                forms[form] = forms.GetValueOrDefault(form) + 1;
            }

            var good = comparison.Verdict switch
            {
                Verdict.Read => true,
                Verdict.Refused => model.Refusals.Length > 0 && comparison.Messages.All(m => model.Refusals.Any(r => System.Text.RegularExpressions.Regex.IsMatch(m, r))),
                _ => false,
            };
            if (!good)
            {
                failures.AppendLine($"seed {seed}: {comparison.Verdict}: {string.Join("\n  ", comparison.Messages)}\nmay be refused for {string.Join(", ", model.Refusals)}\n{ModelText.Of(model.Proto)}");
            }
        }

        folder.Delete(recursive: true);
        output.WriteLine(string.Join(", ", verdicts.Select(v => $"{v.Key} {v.Value}")));
        output.WriteLine(string.Join('\n', forms.Select(f => $"{f.Value,5} {f.Key}")));
        File.WriteAllText("/tmp/oracle-failures.txt", failures.ToString());
        Assert.Equal("", failures.ToString());
    }
}
