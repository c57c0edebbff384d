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
        using var table = new NumberTable(path, FlowDiagnostics.Scores, bag);
        var (lines, values) = (0, 0);
        while (table.Read())
        {
            if (lines < images.Length)
            {
                var scores = Scores(network, quantized, images[lines]);
                values = scores.Sum(s => s.Values.Length);
                if (!IsEqual(table, lines, scores, bag))
                {
                    break;
                }
            }

            lines++;
        }

        if (!bag.HasErrors && lines == 0)
        {
            bag.Add(FlowDiagnostics.Scores(new SourceLocation(path), "there are no scores in the file", "write a line of outputs for each image"));
        }

        var count = Math.Min(lines, images.Length);
        return Result.From(new CheckedScores(path, count, (long)count * values, images.Length, lines - count), bag);
    }

    private static ImmutableArray<OutputScores> Scores(Network network, QuantizedNetwork quantized, float[] image)
    {
        var real = network.Outputs.Any(o => !IsGiven(o)) ? FloatExecutor.Run(network, image) : [];
        var integers = network.Outputs.Any(IsGiven) ? IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized, image)) : [];
        return [.. network.Outputs.Select(Of)];

        bool IsGiven(NetworkOutput output) => network.GivenScales.ContainsKey(output.Map);

        OutputScores Of(NetworkOutput output)
        {
            var (shape, tensor) = (network.Shapes[output.Map], quantized.Tensor(output.Map));
            var values = IsGiven(output) ? Quantizer.ToReal(tensor, integers[output.Map]) : real[output.Map];
            return new OutputScores(output, shape, output.OnHost.Of(network.InModelOrder(output, values)), IsGiven(output) ? tensor.Scale : 0);
        }
    }

    /// <summary>Whether a line holds what the network gives; otherwise there is an error in <paramref name="bag"/>.</summary>
    private static bool IsEqual(NumberTable table, int image, ImmutableArray<OutputScores> outputs, DiagnosticBag bag)
    {
        var wanted = outputs.Sum(o => o.Values.Length);
        if (table.Count != wanted)
        {
            bag.Add(FlowDiagnostics.ImportDiffers(
                table.At(0), $"image {image}: {table.Count} score{(table.Count == 1 ? "" : "s")} in the line, the network gives {wanted} ({string.Join(" and ", outputs.Select(o => o.Shape))})"));
            return false;
        }

        var column = 0;
        foreach (var output in outputs)
        {
            var allowed = (Tolerance * output.Values.Max(Math.Abs)) + output.Step;
            for (var i = 0; i < output.Values.Length; i++, column++)
            {
                if (table.Number(column) is not { } expected)
                {
                    return false;
                }

                // A difference of NaN is one, too.
                if (!(Math.Abs(expected - output.Values[i]) <= allowed))
                {
                    var name = outputs.Length > 1 ? $" of output '{output.Output.Map}'" : "";
                    bag.Add(FlowDiagnostics.ImportDiffers(
                        table.At(column), FormattableString.Invariant($"image {image}, score {i}{name}{output.Place(i)}: {output.Values[i]} where {expected} is expected")));
                    return false;
                }
            }
        }

        return true;
    }

    /// <param name="Values">In the model's order, behind what the host does.</param>
    /// <param name="Step">Of the integers, one of which another rounding explains; 0 for a float network.</param>
    private sealed record OutputScores(NetworkOutput Output, FeatureShape Shape, float[] Values, double Step)
    {
        public string Place(int i)
        {
            var area = Shape.Height * Shape.Width;
            var at = Output.OrderOf(Shape).Places()[i];
            return area > 1 && Output.OnHost != HostFunction.ArgMax ? $" (channel {at / area} y {at % area / Shape.Width} x {at % Shape.Width})" : "";
        }
    }
}
