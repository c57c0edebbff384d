using System.CommandLine;
using CimGen.Cli.Output;
using CimGen.Flow;
using CimGen.Flow.Designs;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen accuracy DESIGN</c>: what quantization costs, on all images of the design.</summary>
public sealed class AccuracyCommand
{
    private const int MostJobs = 1024;

    private readonly Argument<string> _design = new("design") { Description = "Design file (YAML), see docs/design-file.md" };
    private readonly Option<long?> _images = Options.Integer("--images", "Images to classify [default: all of the design's file]", 1, DesignFileReader.MaxImages);
    private readonly Option<long?> _jobs = Options.Integer("--jobs", "Images at once [default: one per processor]", 1, MostJobs);

    private AccuracyCommand()
    {
    }

    public static Command Create()
    {
        var options = new AccuracyCommand();
        var command = new Command("accuracy", "Measure the accuracy of the float and of the quantized network; generates nothing.")
        {
            options._design, options._images, options._jobs,
        };
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var measured = DesignFileReader.Read(parsed.GetRequiredValue(_design)).Then(design => AccuracyRun.Run(
            design, (int?)parsed.GetValue(_images), (int?)parsed.GetValue(_jobs) ?? Environment.ProcessorCount, new ConsoleProgress()));
        if (measured.Value is { } m)
        {
            Console.WriteLine(FormattableString.Invariant($"accuracy  float {Share(m.FloatRight)}  int8 {Share(m.Int8Right)}"));
            Console.WriteLine(FormattableString.Invariant($"agreement float and int8 have the same largest output on {m.Same} of {m.Images} images"));

            string Share(int right) => FormattableString.Invariant($"{(double)right / m.Images:p2} ({right} of {m.Images})");
        }

        return ConsoleOutput.Print(measured.Diagnostics);
    }
}
