using System.CommandLine;
using CimGen.Cli.Output;
using CimGen.Core.Diagnostics;
using CimGen.Cosim;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Reports;
using CimGen.Rtl.Folders;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen cosim DESIGN</c>: generates, simulates, compares, reports.</summary>
public static class CosimCommand
{
    public static Command Create()
    {
        var command = new Command("cosim", "Generate a design, run it in Verilator and hold it against the golden model, cycle by cycle.");
        var options = new DesignOptions(command);
        var waves = new Option<bool>("--waves") { Description = "On a mismatch, run the cycles around it again into divergence.vcd." };
        var seed = Options.Integer("--stall-seed", "Stall the bus at random, reproducibly [default: 0, never]", 0, uint.MaxValue);
        var traced = Options.Integer("--traced", "Images whose traces are compared event by event, instead of what the design file says.", 0, DesignFileReader.MaxImages);
        command.Add(waves);
        command.Add(seed);
        command.Add(traced);
        var check = new OnnxRuntimeCheck(command);
        var timeline = new TimelineOption(command);
        command.SetAction(parsed => Run(parsed, options, check, timeline, parsed.GetValue(waves), (uint?)parsed.GetValue(seed) ?? 0, (int?)parsed.GetValue(traced)));
        return command;
    }

    private static int Run(ParseResult parsed, DesignOptions options, OnnxRuntimeCheck check, TimelineOption timeline, bool waves, uint seed, int? traced)
    {
        var design = options.Read(parsed);
        var code = ConsoleOutput.Print(design.Diagnostics);
        if (!design.Ok)
        {
            return code;
        }

        var progress = new ConsoleProgress();
        var folder = options.Folder(parsed, design.Value);
        var stop = options.StopAfter(parsed);

        // Until the report is written: what is simulated lies in the folder.
        var claim = DesignFolder.Claim(folder);
        using var claimed = claim.Value;
        if (!claim.Ok)
        {
            return ConsoleOutput.Print(claim.Diagnostics);
        }

        var built = DesignBuild.Run(design.Value, claim.Value, options.Templates(parsed), stop, progress);
        var jobs = options.Jobs(parsed);
        if (!built.Ok || stop <= Stage.Verilator)
        {
            var model = stop == Stage.Verilator ? built.Then(_ => BuildModel(folder, jobs, progress)) : null;
            return ConsoleOutput.PrintStopped(model?.Diagnostics ?? built.Diagnostics, folder, stop);
        }

        var result = built.Then(b => Simulate(b, design.Value.Cosim, folder, jobs, progress, waves, seed, traced));
        if (result.Ok)
        {
            Report(result.Value, built.Value!.Scores, folder);
        }
        else if (built.Ok && result.Diagnostics.Any(d => d.IsError && d.Descriptor.ExitCode == ExitCode.Mismatch))
        {
            Write(folder, ReportWriter.Mismatch(
                design.Value.Name, built.Value.Stimulus.Images.Length, built.Value.Golden.Cycles.Sum(), result.Diagnostics.Where(d => d.IsError).Select(d => d.Message)));
        }

        return ConsoleOutput.Print(result.Diagnostics.Concat(built.Ok ? timeline.Run(parsed, built.Value).Concat(check.Run(parsed, built.Value)) : []));
    }

    /// <summary>Models are shared by the designs beside each other; where nothing can be made beside the folder, they lie in it.</summary>
    private static string Cache(string folder)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(folder)) ?? folder, ".models");
        try
        {
            Directory.CreateDirectory(beside);
            return beside;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && !Path.Exists(beside))
        {
            return Path.Combine(folder, ".models");
        }
    }

    private static Result<VerilatorModel> BuildModel(string folder, int jobs, ConsoleProgress progress) =>
        progress.During("building the Verilator model", _ => VerilatorModel.Build(folder, Cache(folder), waves: false, jobs));

    private static Result<CosimResult> Simulate(
        BuiltDesign built, CosimSettings settings, string folder, int jobs, ConsoleProgress progress, bool waves, uint seed, int? traced)
    {
        // A stalled bus changes the golden cycle counts, so they are computed again; the written ones are without stalls.
        var golden = seed == 0 ? Result.Success(built.Golden) : GoldenResults.Run(built.Design, built.Stimulus, seed);
        var runner = new CosimRunner(folder, Cache(folder), jobs, progress);
        var options = new SimulationOptions(
            built.Golden.Inputs.Length,
            Math.Min(((traced ?? settings.TracedImages) + settings.Batch - 1) / settings.Batch, built.Golden.Inputs.Length),
            seed,
            LimitFactor: seed == 0 ? settings.LimitFactor : settings.LimitFactor * 4,
            LimitCycles: settings.LimitCycles);
        return golden.Then(g => runner.Run(built.Design, built.Stimulus, g, options, waves));
    }

    private static void Write(string folder, (string Name, string Text) file)
    {
        var path = Path.Combine(folder, ReportWriter.Folder, file.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, file.Text);
    }

    private static void Report(CosimResult result, CheckedScores? scores, string folder)
    {
        var report = ReportBuilder.Build(result, (result.RtlStatistics?.Runs ?? 0) * result.Golden.Batch);
        foreach (var (name, text) in ReportWriter.Files(report))
        {
            Write(folder, (name, text));
        }

        SummaryPrinter.Print(report, scores, folder);
        Console.WriteLine(FormattableString.Invariant(
            $"speed     RTL {report.CyclesRtl / result.SimulationSeconds:n0} cycles/s, golden model {report.CyclesGolden / result.Golden.Seconds:n0} cycles/s"));
    }
}
