using System.CommandLine;
using CimGen.Cli.Output;
using CimGen.Flow;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen build DESIGN</c>: everything but the simulation.</summary>
public static class BuildCommand
{
    public static Command Create()
    {
        var command = new Command("build", "Generate Verilog, microcode, memory images and golden results.");
        var options = new DesignOptions(command);
        var check = new OnnxRuntimeCheck(command);
        var timeline = new TimelineOption(command);
        command.SetAction(parsed => Run(parsed, options, check, timeline));
        return command;
    }

    private static int Run(ParseResult parsed, DesignOptions options, OnnxRuntimeCheck check, TimelineOption timeline)
    {
        var design = options.Read(parsed);
        var code = ConsoleOutput.Print(design.Diagnostics);
        if (!design.Ok)
        {
            return code;
        }

        var folder = options.Folder(parsed, design.Value);
        var stop = options.StopAfter(parsed);
        var built = DesignBuild.Run(design.Value, folder, options.Templates(parsed), stop, new ConsoleProgress());
        if (!built.Ok)
        {
            return ConsoleOutput.PrintStopped(built.Diagnostics, folder, stop);
        }

        var cores = built.Value.Design.Schedule.Placement.CoresUsed;
        Console.WriteLine(FormattableString.Invariant(
            $"{folder}: {cores} of {design.Value.Architecture.Cores} cores, largest program {built.Value.Design.LargestProgramBytes} bytes, {built.Value.Design.Schedule.Memory.Bytes} bytes of shared memory, {built.Value.Golden.Cycles[0]} cycles for the first {(built.Value.Golden.Batch > 1 ? "batch" : "image")}"));
        SummaryPrinter.PrintThroughput(built.Value.Golden.Throughput, built.Value.Golden.Batch, design.Value.Architecture.ClockMegahertz);
        var bounds = built.Value.Design.Bounds();
        SummaryPrinter.PrintForecast(built.Value.Design.Forecast(bounds.Whole));
        SummaryPrinter.PrintScores(built.Value.Scores);
        SummaryPrinter.PrintQuality(built.Value);
        SummaryPrinter.PrintBounds(built.Value.Design, bounds, built.Value.Golden.Cycles[0]);
        return ConsoleOutput.Print(built.Diagnostics.Concat(timeline.Run(parsed, built.Value)).Concat(check.Run(parsed, built.Value)));
    }
}
