using CimGen.Architectures;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;

namespace CimGen.Cli.Designs;

/// <summary>Reads a design file and the architecture that it names.</summary>
public static class DesignFileReader
{
    private const int DefaultImages = 10;
    private const int MaxImages = 1_000_000;

    public static Result<DesignFile> Read(string path)
    {
        var bag = new DiagnosticBag();
        if (YamlFile.Read(path, bag) is not { } top)
        {
            return Result.From<DesignFile>(null, bag);
        }

        var name = top.Text("name");
        var network = Resolve(path, top.Text("network"));
        var architecture = Resolve(path, top.Text("architecture"));
        var calibration = Resolve(path, top.Text("calibration", required: false));
        var images = Resolve(path, top.Text("images", required: false));
        var scores = Resolve(path, top.Text("expected_scores", required: false));
        var cosim = ReadCosim(top.Map("cosim", required: false));
        var overrides = top.Map("overrides", required: false);
        top.Finish();
        if (name is not null && !IsFolderName(name))
        {
            bag.Add(CliDiagnostics.BadName(top.At("name"), name));
        }

        if (name is null || network is null || architecture is null)
        {
            return Result.From<DesignFile>(null, bag);
        }

        var machine = ArchitectureReader.Read(architecture);
        bag.AddRange(machine.Diagnostics);
        return Result.From(
            machine.Value is null ? null : new DesignFile(path, name, network, Override(machine.Value, overrides), calibration, images, scores, cosim), bag);
    }

    private static CosimSettings ReadCosim(YamlMap? map)
    {
        if (map is null)
        {
            return new CosimSettings(DefaultImages, 1, 2, 10_000);
        }

        var settings = new CosimSettings(
            (int)map.Integer("images", 1, MaxImages, DefaultImages),
            (int)map.Integer("traced_images", 0, MaxImages, 1),
            map.Number("limit_factor", 1, 1000, 2),
            map.Integer("limit_cycles", 0, 1L << 40, 10_000));
        map.Finish();
        return settings;
    }

    private static Architecture Override(Architecture architecture, YamlMap? map)
    {
        if (map is null)
        {
            return architecture;
        }

        var changed = architecture with
        {
            Units = map.Word<UnitMode>("units", architecture.Units),
            Sync = architecture.Sync with
            {
                Scheme = map.Word<SyncScheme>("scheme", architecture.Sync.Scheme),
                Transport = map.Word<SyncTransport>("transport", architecture.Sync.Transport),
            },
        };
        map.Finish();
        return changed;
    }

    private static bool IsFolderName(string name) =>
        name.Length <= 100 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string? Resolve(string designPath, string? path) =>
        path is null ? null : Path.Combine(Path.GetDirectoryName(designPath) ?? string.Empty, path);
}
