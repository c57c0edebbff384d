using System.CommandLine;
using CimGen.Architectures;
using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Flow.Designs;

namespace CimGen.Cli.Commands;

/// <summary>Arguments and options that build and cosim share.</summary>
public sealed class DesignOptions
{
    private const int MostJobs = 1024;

    private readonly Argument<string> _design = new("design") { Description = "Design file (YAML), see docs/design-file.md" };
    private readonly Option<SyncScheme?> _scheme = Options.Choice<SyncScheme>("--scheme", "Overrides sync.scheme of the architecture.");
    private readonly Option<SyncTransport?> _transport = Options.Choice<SyncTransport>("--transport", "Overrides sync.transport.");
    private readonly Option<UnitMode?> _units = Options.Choice<UnitMode>("--units", "Overrides units.");
    private readonly Option<IfmDelivery?> _ifm = Options.Choice<IfmDelivery>("--ifm", "Overrides ifm.");
    private readonly Option<PartialSumPath?> _partialSums = Options.Choice<PartialSumPath>("--partial-sums", "Overrides partial_sums.");
    private readonly Option<long?> _images = Options.Integer("--images", "Images to run, instead of what the design file says.", 1, DesignFileReader.MaxImages);
    private readonly Option<string?> _out = Options.Folder("--out", "Folder for the generated design [default: rtl-out/<name>]");
    private readonly Option<string?> _templates = Options.ExistingFolder("--templates", "Folder with templates that replace those of the same name.");
    private readonly Option<long?> _jobs = Options.Integer("--jobs", "Parallel jobs of the C++ build [default: one per processor]", 1, MostJobs);
    private readonly Option<Stage?> _stopAfter = Options.Choice<Stage>("--stop-after", "Last stage to run [default: compare]");

    public DesignOptions(Command command)
    {
        command.Add(_design);
        foreach (var option in new Option[] { _scheme, _transport, _units, _ifm, _partialSums, _images, _out, _templates, _jobs, _stopAfter })
        {
            command.Add(option);
        }
    }

    /// <summary>The design file with the options of the command line applied.</summary>
    public Result<DesignFile> Read(ParseResult parsed) => DesignFileReader.Read(parsed.GetRequiredValue(_design)).Then(design =>
    {
        var overrides = new ArchitectureOverrides(
            parsed.GetValue(_scheme), parsed.GetValue(_transport), parsed.GetValue(_units), parsed.GetValue(_ifm), parsed.GetValue(_partialSums));
        var images = (int?)parsed.GetValue(_images) ?? design.Cosim.Images;
        return Result.Success(design with
        {
            Architecture = overrides.Apply(design.Architecture),
            Cosim = design.Cosim with { Images = images, TracedImages = Math.Min(design.Cosim.TracedImages, images) },
        });
    });

    public string Folder(ParseResult parsed, DesignFile design) =>
        parsed.GetValue(_out) is { } folder ? Path.TrimEndingDirectorySeparator(folder) : Path.Combine("rtl-out", design.Name);

    public string? Templates(ParseResult parsed) => parsed.GetValue(_templates);

    public int Jobs(ParseResult parsed) => (int?)parsed.GetValue(_jobs) ?? Environment.ProcessorCount;

    public Stage StopAfter(ParseResult parsed) => parsed.GetValue(_stopAfter) ?? Stage.Compare;
}
