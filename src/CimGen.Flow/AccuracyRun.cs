using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Flow.Designs;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;

namespace CimGen.Flow;

/// <summary>How many images a network gets right, before and after quantization.</summary>
/// <param name="Same">Images for which both have the same largest output.</param>
public sealed record MeasuredAccuracy(int Images, int FloatRight, int Int8Right, int Same);

/// <summary>
/// Classifies images of a design by its float network and by the integer reference, whose outputs those of golden model and Verilog equal.
/// Nothing is generated, so that a file of thousands of images takes minutes.
/// </summary>
public static class AccuracyRun
{
    private const int ImagesBetweenReports = 256;

    /// <param name="images">How many of the file's images; null for all.</param>
    /// <param name="jobs">Threads at once.</param>
    public static Result<MeasuredAccuracy> Run(DesignFile design, int? images, int jobs, IProgressReport progress) =>
        DesignCompiler.Read(design).Then(network => Labelled(design, network, images).Then(stimulus =>
            progress.During("quantizing", _ => DesignCompiler.Quantize(design, network)).Then(quantized =>
                Result.Success(progress.During("classifying", p => Count(network, quantized, stimulus, jobs, p))))));

    private static Result<Stimulus> Labelled(DesignFile design, Network network, int? wanted)
    {
        var at = new SourceLocation(design.Path);
        if (!network.HasClasses || network.OutputShapes.Maps[0].Count == 1)
        {
            return FlowDiagnostics.NoAccuracy(at, $"the network's output is {network.OutputShapes.Maps[0]}, and a class is the largest of several in a list", "measure a network that classifies");
        }

        if (design.Images is null)
        {
            return FlowDiagnostics.NoAccuracy(at, "the design names no images", "add 'images:'");
        }

        var bag = new DiagnosticBag();
        return Stimulus.Of(design, network, wanted ?? 0).Then(read =>
        {
            var stimulus = read.First(wanted ?? read.Images.Length);
            if (stimulus.Labels.IsEmpty)
            {
                return FlowDiagnostics.NoAccuracy(at, "the images have no labels", "name a file of labels with 'labels:'");
            }

            DesignBuild.CheckLabels(design, network, stimulus.Labels, bag);
            return Result.From(stimulus, bag);
        });
    }

    private static MeasuredAccuracy Count(Network network, QuantizedNetwork quantized, Stimulus stimulus, int jobs, IProgress<Progress> progress)
    {
        var count = stimulus.Images.Length;
        var (floats, integers) = (new int[count], new int[count]);
        for (var first = 0; first < count; first += ImagesBetweenReports)
        {
            var end = Math.Min(count, first + ImagesBetweenReports);
            Parallel.For(first, end, new ParallelOptions { MaxDegreeOfParallelism = jobs }, i =>
            {
                var image = stimulus.Images[i];
                floats[i] = Predictions.Largest(network.OutputsOf(FloatExecutor.Run(network, image)), network);
                integers[i] = Predictions.Largest(quantized.OutputsOf(IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized, image))), network);
            });
            progress.Report(new Progress((double)end / count, $"image {end} of {count}"));
        }

        return new MeasuredAccuracy(count, Equal(floats, stimulus.Labels), Equal(integers, stimulus.Labels), Equal(floats, [.. integers]));
    }

    private static int Equal(int[] predicted, ImmutableArray<int> wanted) => predicted.Zip(wanted).Count(p => p.First == p.Second);
}
