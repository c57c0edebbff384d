using System.CommandLine;
using CimGen.Architectures;
using CimGen.Cli.Designs;
using CimGen.Cli.Flow;
using CimGen.Core.Diagnostics;

namespace CimGen.Cli.Commands;

/// <summary>Arguments and options that build and cosim share.</summary>
public sealed class DesignOptions
{
    private readonly Argument<string> _design = new("design") { Description = "Design file (YAML), see docs/design-file.md" };
    private readonly Option<SyncScheme?> _scheme = new("--scheme") { Description = "Overrides sync.scheme of the architecture." };
    private readonly Option<SyncTransport?> _transport = new("--transport") { Description = "Overrides sync.transport." };
    private readonly Option<UnitMode?> _units = new("--units") { Description = "Overrides units." };
    private readonly Option<int?> _images = new("--images") { Description = "Images to run, instead of what the design file says." };
    private readonly Option<string?> _out = new("--out") { Description = "Folder for the generated design [default: rtl-out/<name>]" };
    private readonly Option<string?> _templates = new("--templates") { Description = "Folder with templates that replace those of the same name." };
    private readonly Option<int> _jobs = new("--jobs") { Description = "Parallel jobs of the C++ build.", DefaultValueFactory = _ => Environment.ProcessorCount };
    private readonly Option<Stage> _stopAfter = new("--stop-after") { Description = "Last stage to run.", DefaultValueFactory = _ => Stage.Compare };

    public DesignOptions(Command command)
    {
        command.Add(_design);
        foreach (var option in new Option[] { _scheme, _transport, _units, _images, _out, _templates, _jobs, _stopAfter })
        {
            command.Add(option);
        }
    }

    /// <summary>The design file with the options of the command line applied.</summary>
    public Result<DesignFile> Read(ParseResult parsed) => DesignFileReader.Read(parsed.GetRequiredValue(_design)).Then(design =>
    {
        var architecture = design.Architecture with
        {
            Units = parsed.GetValue(_units) ?? design.Architecture.Units,
            Sync = design.Architecture.Sync with
            {
                Scheme = parsed.GetValue(_scheme) ?? design.Architecture.Sync.Scheme,
                Transport = parsed.GetValue(_transport) ?? design.Architecture.Sync.Transport,
            },
        };
        var images = parsed.GetValue(_images);
        return images is < 1
            ? CliDiagnostics.BadOption($"--images {images} is no number above 0; give at least 1")
            : Result.Success(design with
            {
                Architecture = architecture,
                Cosim = design.Cosim with
                {
                    Images = images ?? design.Cosim.Images,
                    TracedImages = Math.Min(design.Cosim.TracedImages, images ?? design.Cosim.Images),
                },
            });
    });

    public string Folder(ParseResult parsed, DesignFile design) => parsed.GetValue(_out) ?? Path.Combine("rtl-out", design.Name);

    public string? Templates(ParseResult parsed) => parsed.GetValue(_templates);

    public int Jobs(ParseResult parsed) => Math.Max(1, parsed.GetValue(_jobs));

    public Stage StopAfter(ParseResult parsed) => parsed.GetValue(_stopAfter);
}
