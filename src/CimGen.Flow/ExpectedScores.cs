using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Csv;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;

namespace CimGen.Flow;

/// <summary>What of <c>expected_scores</c> was held against the imported network, and was equal.</summary>
/// <param name="File">As the design names it.</param>
/// <param name="Values">Of all these images.</param>
/// <param name="AllImages">Images of the design's file; those without a line of scores were not checked.</param>
/// <param name="Surplus">Lines of scores for which there is no image.</param>
public sealed record CheckedScores(string File, int Images, long Values, int AllImages, long Surplus);

/// <summary>Verification point: the imported float network against the outputs that its exporter wrote down.</summary>
public static class ExpectedScores
{
    /// <summary>Largest difference that different orders of float addition explain, relative to the largest score.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Checks one image after another until the lines or the images end.</summary>
    /// <param name="path">CSV, a line for each image: its outputs in the order in which the model gives them.</param>
    /// <returns>What was checked, at least one image; or an error.</returns>
    /// <param name="network">Its float values are held against the scores; of a quantized model, what the integers stand for.</param>
    /// <param name="quantized">The same network in integers.</param>
    public static Result<CheckedScores> Check(string path, Network network, QuantizedNetwork quantized, ImmutableArray<float[]> images)
    {
        try
        {
            return Compare(path, network, quantized, images);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return FlowDiagnostics.Scores(new SourceLocation(path), exception.Message.Split('\n')[0].TrimEnd('.'), "check the path and its permissions");
        }
    }

    private static Result<CheckedScores> Compare(string path, Network network, QuantizedNetwork quantized, ImmutableArray<float[]> images)
    {
        var bag = new DiagnosticBag();
        var shape = network.Shapes[network.Output];
        using var table = new NumberTable(path, FlowDiagnostics.Scores, bag);
        var step = network.GivenScales.ContainsKey(network.Output) ? quantized.Tensor(quantized.Output).Scale : 0;
        var lines = 0;
        while (table.Read())
        {
            if (lines < images.Length && !IsEqual(table, lines, network.OnHost.Of(network.InModelOrder(Outputs(network, quantized, images[lines], step > 0))), step, network, bag))
            {
                break;
            }

            lines++;
        }

        if (!bag.HasErrors && lines == 0)
        {
            bag.Add(FlowDiagnostics.Scores(new SourceLocation(path), "there are no scores in the file", "write a line of outputs for each image"));
        }

        var count = Math.Min(lines, images.Length);
        return Result.From(new CheckedScores(path, count, (long)count * (network.OnHost == HostFunction.ArgMax ? 1 : shape.Count), images.Length, lines - count), bag);
    }

    private static float[] Outputs(Network network, QuantizedNetwork quantized, float[] image, bool inIntegers)
    {
        var output = quantized.Tensor(quantized.Output);
        return inIntegers
            ? Quantizer.ToReal(output, IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized.Tensor(quantized.Input), image))[output.Name])
            : FloatExecutor.Run(network, image)[network.Output];
    }

    /// <summary>Whether a line holds what the network gives; otherwise there is an error in <paramref name="bag"/>.</summary>
    /// <param name="step">Of the integers, one of which another rounding explains; 0 for a float network.</param>
    private static bool IsEqual(NumberTable table, int image, float[] scores, double step, Network network, DiagnosticBag bag)
    {
        var shape = network.Shapes[network.Output];
        if (table.Count != scores.Length)
        {
            bag.Add(FlowDiagnostics.ImportDiffers(
                table.At(0), $"image {image}: {table.Count} score{(table.Count == 1 ? "" : "s")} in the line, the network gives {scores.Length} ({shape})"));
            return false;
        }

        var allowed = (Tolerance * scores.Max(Math.Abs)) + step;
        var area = shape.Height * shape.Width;
        for (var i = 0; i < scores.Length; i++)
        {
            if (table.Number(i) is not { } expected)
            {
                return false;
            }

            // A difference of NaN is one, too.
            if (!(Math.Abs(expected - scores[i]) <= allowed))
            {
                var at = network.OutputOrder.Places()[i];
                var place = area > 1 && network.OnHost != HostFunction.ArgMax ? $" (channel {at / area} y {at % area / shape.Width} x {at % shape.Width})" : "";
                bag.Add(FlowDiagnostics.ImportDiffers(
                    table.At(i), FormattableString.Invariant($"image {image}, score {i}{place}: {scores[i]} where {expected} is expected")));
                return false;
            }
        }

        return true;
    }
}
