using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Flow.Designs;
using CimGen.Networks;
using CimGen.Networks.Quantization;
using CimGen.Rtl;

namespace CimGen.Flow;

/// <summary>A design whose folder has been written.</summary>
public sealed record BuiltDesign(CompiledDesign Design, Stimulus Stimulus, GoldenResults Golden);

/// <summary>The flow up to the written folder: compile, golden results, files. Nothing is written when there is an error.</summary>
public static class DesignBuild
{
    private const ulong ImageSeed = 0xD1B54A32D192ED03;

    /// <returns>No value and no error when the flow was stopped before the golden model; its results are not in the folder then.</returns>
    public static Result<BuiltDesign> Run(DesignFile design, string folder, string? templates, Stage stopAfter, IProgressReport progress)
    {
        var compiler = new DesignCompiler(stopAfter);
        var compiled = progress.During("compiling", _ => compiler.Run(design));
        if (!compiled.Ok || stopAfter < Stage.Rtl)
        {
            if (compiled.Diagnostics.Any(d => d.IsError))
            {
                return new Result<BuiltDesign>(null, compiled.Diagnostics);
            }

            return Write(folder, compiler.Dumps) is { } problem ? problem : new Result<BuiltDesign>(null, compiled.Diagnostics);
        }

        if (stopAfter == Stage.Rtl)
        {
            return compiled.Then(c => DesignWriter.Files(c, null, compiler.Dumps, templates)).Then(files =>
                Write(folder, files) is { } problem ? problem : new Result<BuiltDesign>(null, compiled.Diagnostics));
        }

        var stimulus = ReadStimulus(design, compiled.Value);
        return compiled.Then(c => stimulus.Then(s =>
            progress.During("running the golden model", p => GoldenResults.Run(c, s, 0, p)).Then(golden =>
                DesignWriter.Files(c, golden, compiler.Dumps, templates).Then(files =>
                    Write(folder, files) is { } problem ? problem : new Result<BuiltDesign>(new BuiltDesign(c, s, golden), Precision(c, s, golden))))));
    }

    /// <summary>Warnings where the integers are worth little: what comes after compares them with themselves.</summary>
    private static ImmutableArray<Diagnostic> Precision(CompiledDesign design, Stimulus stimulus, GoldenResults golden) => golden.Noise is { } noise
        ? new PrecisionCheck(design.Float, design.Network, noise, stimulus.Images[0], design.Design.Calibration is not null).Run()
        : [];

    private static Diagnostic? Write(string folder, IEnumerable<OutputFile> files) => DesignFolder.Write(folder, files);

    private static Result<Stimulus> ReadStimulus(DesignFile design, CompiledDesign compiled)
    {
        var shape = compiled.Float.Shapes[compiled.Float.Input];
        var count = design.Cosim.Images;
        if (design.Images is null)
        {
            if (count > Stimulus.MostRandom(shape))
            {
                return FlowDiagnostics.TooManyImages(new SourceLocation(design.Path), count, Stimulus.MostRandom(shape));
            }

            return Result.Success(Stimulus.Random(shape, count, ImageSeed));
        }

        return LabelledImages.Read(design.Images, shape).Then(images => images.Images.Length < count
            ? FlowDiagnostics.NoImages(new SourceLocation(design.Path), count, images.Images.Length)
            : ExpectedScores.Check(design, compiled, images).Then(_ =>
                Result.Success(new Stimulus(images.Images[..count], images.Labels[..count]))));
    }
}
