using System.Collections.Immutable;
using System.CommandLine;
using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Networks.Graph;

namespace CimGen.Cli.Commands;

/// <summary>Arguments and options that build and cosim share.</summary>
public sealed class DesignOptions
{
    private const int MostJobs = 1024;

    private readonly Argument<string> _design = new("design") { Description = "Design file (YAML), see docs/design-file.md" };
    private readonly ImmutableArray<Option<Func<Architecture, Architecture>?>> _overrides =
        [.. KindRegistry.Default.Spec.Overridable.Select(Options.Override)];

    private readonly Option<long?> _images = Options.Integer("--images", "Images to run, instead of what the design file says.", 1, DesignFileReader.MaxImages);
    private readonly Option<long?> _batch = Options.Integer("--batch", "Images of a run, instead of what the design file says.", 1, MapBundle.Most);
    private readonly Option<string?> _out = Options.Folder("--out", "Folder for the generated design [default: rtl-out/<name>]");
    private readonly Option<string?> _templates = Options.ExistingFolder("--templates", "Folder with templates that replace those of the same name.");
    private readonly Option<long?> _jobs = Options.Integer("--jobs", "Parallel jobs of the C++ build [default: one per processor]", 1, MostJobs);
    private readonly Option<Stage?> _stopAfter = Options.Choice<Stage>("--stop-after", "Last stage to run [default: compare]");

    public DesignOptions(Command command)
    {
        command.Add(_design);
        foreach (var option in _overrides.Concat<Option>([_images, _batch, _out, _templates, _jobs, _stopAfter]))
        {
            command.Add(option);
        }
    }

    /// <summary>The design file with the options of the command line applied.</summary>
    public Result<DesignFile> Read(ParseResult parsed) => DesignFileReader.Read(parsed.GetRequiredValue(_design)).Then(design =>
    {
        var changes = _overrides.Select(parsed.GetValue).OfType<Func<Architecture, Architecture>>();
        var batch = (int?)parsed.GetValue(_batch) ?? design.Cosim.Batch;
        var images = (int?)parsed.GetValue(_images) ?? (design.Cosim.Images + batch - 1) / batch * batch;
        return Result.Success(design with
        {
            Architecture = changes.Aggregate(design.Architecture, (a, change) => change(a)),
            Cosim = design.Cosim with { Images = images, TracedImages = Math.Min(design.Cosim.TracedImages, images), Batch = batch },
        });
    });

    public string Folder(ParseResult parsed, DesignFile design) =>
        parsed.GetValue(_out) is { } folder ? Path.TrimEndingDirectorySeparator(folder) : Path.Combine("rtl-out", design.Name);

    public string? Templates(ParseResult parsed) => parsed.GetValue(_templates);

    public int Jobs(ParseResult parsed) => (int?)parsed.GetValue(_jobs) ?? Environment.ProcessorCount;

    public Stage StopAfter(ParseResult parsed) => parsed.GetValue(_stopAfter) ?? Stage.Compare;
}
