using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Flow.Designs;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Rtl.Folders;

namespace CimGen.Flow;

/// <summary>A design whose folder has been written.</summary>
public sealed record BuiltDesign(CompiledDesign Design, Stimulus Stimulus, GoldenResults Golden)
{
    /// <summary>What was held against the exporter's outputs; null when the design names none.</summary>
    public CheckedScores? Scores { get; init; }
}

/// <summary>The flow up to the written folder: compile, golden results, files. Nothing is written when there is an error.</summary>
public static class DesignBuild
{

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
        if (design.Cosim.Images % design.Cosim.Batch != 0)
        {
            return FlowDiagnostics.NotWholeBatches(new SourceLocation(design.Path), design.Cosim.Images, design.Cosim.Batch);
        }

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

        return compiled.Then(c => ReadStimulus(c).Then(checkedStimulus =>
        {
            var (stimulus, scores, covered) = checkedStimulus;
            return progress.During("running the golden model", p => GoldenResults.Run(c, stimulus, 0, p)).Then(golden =>
                DesignWriter.Files(c, golden, compiler.Dumps, templates).Then(files =>
                    folder.Write(files) is { } problem ? problem : new Result<BuiltDesign>(
                        new BuiltDesign(c, stimulus, golden) { Scores = scores }, covered ? Precision(c, stimulus, golden) : [])));
        }));
    }

    /// <summary>Warnings where the integers are worth little: what comes after compares them with themselves.</summary>
    private static ImmutableArray<Diagnostic> Precision(CompiledDesign design, Stimulus stimulus, GoldenResults golden) => golden.Noise is { } noise
        ? new PrecisionCheck(design.Float, design.Network, noise, stimulus.Images[0], design.Design.Calibration is not null).Run()
        : [];

    private static Result<CheckedStimulus> ReadStimulus(CompiledDesign compiled)
    {
        var design = compiled.Design;
        var count = design.Cosim.Images;
        return Stimulus.Of(design, compiled.Float, count).Then(all =>
        {
            var (first, bag) = (all.First(count), new DiagnosticBag());
            if (design.Images is null)
            {
                return Result.Success(new CheckedStimulus(first, null, Covered: true));
            }

            InputCoverage.Check(compiled, all.Images, bag);
            var isCovered = bag.ToImmutable().IsEmpty;
            CheckLabels(design, compiled.Float, first.Labels, bag);
            var stimulus = Result.From(new CheckedStimulus(first, null, isCovered), bag);
            return design.ExpectedScores is not { } path
                ? stimulus
                : stimulus.Then(s => ExpectedScores.Check(path, compiled.Float, compiled.Network, all.Images).Then(scores => Result.Success(s with { Scores = scores })));
        });
    }

    /// <summary>A label that is no class says that the accuracy means nothing: as when classes are numbered from 1.</summary>
    internal static void CheckLabels(DesignFile design, Network network, ImmutableArray<int> labels, DiagnosticBag bag)
    {
        var outputs = network.OutputShapes.Maps[0].Count;
        var others = labels.Index().Where(l => l.Item < 0 || l.Item >= outputs).ToList();
        if (others.Count > 0 && network.HasClasses && outputs > 1)
        {
            bag.Add(FlowDiagnostics.Label(new SourceLocation(design.Labels ?? design.Images!), others.Count, labels.Length, others[0].Index, others[0].Item, outputs));
        }
    }

    /// <param name="Covered">Calibration has seen what the images hold; where it has not, layers have nothing to say that this would not explain.</param>
    private sealed record CheckedStimulus(Stimulus Stimulus, CheckedScores? Scores, bool Covered);
}
