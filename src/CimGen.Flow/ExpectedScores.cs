using CimGen.Core.Diagnostics;
using CimGen.Flow.Designs;
using CimGen.Networks;
using CimGen.Networks.Execution;
using CsvHelper;

namespace CimGen.Flow;

/// <summary>Verification point: the imported float network against the outputs that its exporter wrote down.</summary>
public static class ExpectedScores
{
    /// <summary>Largest difference that different orders of float addition explain, relative to the largest score.</summary>
    private const double Tolerance = 1e-4;

    /// <returns>The images again, or an error.</returns>
    public static Result<LabelledImages> Check(DesignFile design, CompiledDesign compiled, LabelledImages images)
    {
        if (design.ExpectedScores is not { } path)
        {
            return Result.Success(images);
        }

        var at = new SourceLocation(path);
        if (!File.Exists(path))
        {
            return NetworkDiagnostics.NotReadable(at, "the file of expected scores does not exist");
        }

        using var reader = CsvReader.FromFile(path, new CsvReaderOptions { HasHeader = true, FieldCountMismatch = CsvFieldCountHandling.Allow });
        for (var row = 0; row < images.Images.Length && reader.Read(); row++)
        {
            var scores = FloatExecutor.Run(compiled.Float, images.Images[row])[compiled.Float.Output];
            if (reader.FieldCount != scores.Length)
            {
                return FlowDiagnostics.ImportDiffers(at, $"{reader.FieldCount} scores per image, the network gives {scores.Length}");
            }

            var scale = scores.Max(s => Math.Abs(s));
            for (var i = 0; i < scores.Length; i++)
            {
                if (!reader.TryParse<float>(i, out var expected) || Math.Abs(expected - scores[i]) > Tolerance * scale)
                {
                    return FlowDiagnostics.ImportDiffers(at, FormattableString.Invariant($"image {row}, score {i}: {scores[i]} where {expected} is expected"));
                }
            }
        }

        return Result.Success(images);
    }
}
