using CimGen.Core.Diagnostics;
using CimGen.Flow.Designs;
using CimGen.Networks;
using CimGen.Rtl.Folders;

namespace CimGen.Flow;

/// <summary>A design whose folder has been written.</summary>
public sealed record BuiltDesign(CompiledDesign Design, Stimulus Stimulus, GoldenResults Golden);

/// <summary>The flow up to the written folder: compile, golden results, files. Nothing is written when there is an error.</summary>
public static class DesignBuild
{
    private const ulong ImageSeed = 0xD1B54A32D192ED03;

    /// <summary>Claims the folder for the time of the build.</summary>
    public static Result<BuiltDesign> Run(DesignFile design, string folder, string? templates, Stage stopAfter, IProgressReport progress)
    {
        var claim = DesignFolder.Claim(folder);
        using var claimed = claim.Value;
        return claim.Then(f => Run(design, f, templates, stopAfter, progress));
    }

    /// <returns>No value and no error when the flow was stopped before the golden model; its results are not in the folder then.</returns>
    public static Result<BuiltDesign> Run(DesignFile design, DesignFolder folder, string? templates, Stage stopAfter, IProgressReport progress)
    {
        var compiler = new DesignCompiler(stopAfter);
        var compiled = progress.During("compiling", _ => compiler.Run(design));
        if (!compiled.Ok || stopAfter < Stage.Rtl)
        {
            if (compiled.Diagnostics.Any(d => d.IsError))
            {
                return new Result<BuiltDesign>(null, compiled.Diagnostics);
            }

            return folder.Write(DesignWriter.Files(design, compiler.Dumps)) is { } problem ? problem : new Result<BuiltDesign>(null, compiled.Diagnostics);
        }

        if (stopAfter == Stage.Rtl)
        {
            return compiled.Then(c => DesignWriter.Files(c, null, compiler.Dumps, templates)).Then(files =>
                folder.Write(files) is { } problem ? problem : new Result<BuiltDesign>(null, compiled.Diagnostics));
        }

        var stimulus = ReadStimulus(design, compiled.Value);
        return compiled.Then(c => stimulus.Then(s =>
            progress.During("running the golden model", p => GoldenResults.Run(c, s, 0, p)).Then(golden =>
                DesignWriter.Files(c, golden, compiler.Dumps, templates).Then(files =>
                    folder.Write(files) is { } problem ? problem : Result.Success(new BuiltDesign(c, s, golden))))));
    }

    private static Result<Stimulus> ReadStimulus(DesignFile design, CompiledDesign compiled)
    {
        var shape = compiled.Float.Shapes[compiled.Float.Input];
        var count = design.Cosim.Images;
        if (design.Images is null)
        {
            return Result.Success(Stimulus.Random(shape, count, ImageSeed));
        }

        return LabelledImages.Read(design.Images, shape).Then(images => images.Images.Length < count
            ? FlowDiagnostics.NoImages(new SourceLocation(design.Path), count, images.Images.Length)
            : ExpectedScores.Check(design, compiled, images).Then(_ =>
                Result.Success(new Stimulus(images.Images[..count], images.Labels[..count]))));
    }
}
