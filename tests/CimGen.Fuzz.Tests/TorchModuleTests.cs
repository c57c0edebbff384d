using System.Globalization;
using System.Text;
using CimGen.Networks.Onnx;
using CimGen.Networks.Onnx.Format;
using CimGen.Tests.Shared;
using Xunit.Abstractions;

namespace CimGen.Fuzz.Tests;

/// <summary>Random PyTorch modules as torch.onnx.export writes them: read as ONNX Runtime runs them, in float and in integers.</summary>
public sealed class TorchModuleTests(ITestOutputHelper output)
{
    private const int Modules = 100, FirstSeed = 1;

    /// <summary>Of those that are exported.</summary>
    private const double LeastRead = 0.95;

    /// <summary>The environment can ask for more.</summary>
    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("CIMGEN_TORCH_MODULES"), CultureInfo.InvariantCulture, out var count) ? count : Modules;

    [TorchFact]
    public void AreReadAsOnnxRuntimeRunsThem()
    {
        using var folder = new TemporaryFolder();
        var (code, text) = TorchFactAttribute.Run(TorchFactAttribute.Python, Repository.File("verification/fuzz/torch/modules.py"), folder.Path, $"{Count}", $"{FirstSeed}");
        Assert.True(code == 0, text);
        output.WriteLine(text);
        var failures = new StringBuilder();
        var (equal, refused, largest) = (0, 0, 0.0);
        var models = Directory.GetFiles(folder.Path, "*.onnx").OrderBy(f => f.Length).ThenBy(f => f, StringComparer.Ordinal).ToList();
        foreach (var path in models)
        {
            var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
            var shape = model.Graph.Input[0].Type.TensorType.Shape.Dim.Select(d => d.HasDimValue ? d.DimValue : 1).ToArray();
            var comparison = Comparison.Of(path, model, shape, new Random(1));
            largest = Math.Max(largest, comparison.Largest);
            equal += comparison.Reading == Reading.Equal ? 1 : 0;
            refused += comparison.Reading == Reading.Refused ? 1 : 0;
            if (comparison.Reading == Reading.Refused)
            {
                output.WriteLine($"{Path.GetFileName(path)} is refused: {string.Join("\n  ", comparison.Messages)}");
            }
            else if (comparison.Reading != Reading.Equal)
            {
                failures.AppendLine($"{Path.GetFileName(path)}: {comparison.Reading}: {string.Join("\n  ", comparison.Messages)}");
            }
            else if (OnnxReader.Read(path).Value is { Layers.IsEmpty: false })
            {
                Integers(path, failures);
            }
        }

        output.WriteLine(FormattableString.Invariant($"{equal} of {Count} modules agree ({models.Count} are exported, {refused} refused); largest error {largest:g2} of the largest output"));
        Assert.True(failures.Length == 0, failures.ToString());
        Assert.InRange(equal, LeastRead * models.Count, models.Count);
    }

    private static void Integers(string path, StringBuilder failures)
    {
        try
        {
            Agreement.Assert(path);
        }
        catch (Xunit.Sdk.XunitException exception)
        {
            failures.AppendLine($"{Path.GetFileName(path)}: {exception.Message}");
        }
    }
}
