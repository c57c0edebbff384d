using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Machines.Specs;
using CimGen.Networks;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;

namespace CimGen.Flow.Designs;

/// <summary>Reads a design file and the architecture that it names.</summary>
public static class DesignFileReader
{
    /// <summary>Most images that a design or the command line may ask for.</summary>
    public const int MaxImages = 1_000_000;

    private const int DefaultImages = 10;
    private const int MaxNameLength = 64;

    /// <param name="kinds">The kinds that architectures may name; null for those of CimGen.</param>
    public static Result<DesignFile> Read(string path, KindRegistry? kinds = null)
    {
        var bag = new DiagnosticBag();
        if (YamlFile.Read(path, bag) is not { } root)
        {
            return Result.From<DesignFile>(null, bag);
        }

        var name = root.Text("name");
        var network = Locate(path, root, "network", root.Text("network"), bag);
        var architecture = Locate(path, root, "architecture", root.Text("architecture"), bag);
        var calibration = LocateOptional(path, root, "calibration", bag);
        var images = LocateOptional(path, root, "images", bag);
        var labels = LocateOptional(path, root, "labels", bag);
        var scores = LocateOptional(path, root, "expected_scores", bag);
        var input = InputFormatReader.Read(root.OptionalMap("input"), bag);
        var inputs = ReadInputs(root.OptionalMap("inputs"), bag);
        var quantization = ReadQuantization(root.MapOrEmpty("quantization"));
        var cosim = ReadCosim(root.MapOrEmpty("cosim"));
        kinds ??= KindRegistry.Default;
        var overrides = ReadOverrides(kinds.Spec, root.MapOrEmpty("overrides"));
        root.Finish();
        if (name.Length > 0 && !IsFolderName(name))
        {
            bag.Add(FlowDiagnostics.BadName(root.LocationOf("name"), name));
        }

        CheckPartners(root, images, labels, scores, bag);
        if (bag.HasErrors)
        {
            return Result.From<DesignFile>(null, bag);
        }

        return kinds.Spec.Read(architecture).Then(machine => Result.From(
            new DesignFile(path, name, network, overrides.Aggregate(machine, (m, change) => change(m)), calibration, images, scores, cosim) { Input = input, Inputs = inputs, Labels = labels, Kinds = kinds, Quantization = quantization }, bag));
    }

    private static ImmutableArray<NamedFormat> ReadInputs(YamlMap? map, DiagnosticBag bag) => map is null
        ? []
        : [.. map.Keys.ToList().Select(name => new NamedFormat(name, InputFormatReader.Read(map.OptionalMap(name), bag), map.LocationOf(name)))];

    /// <summary>Keys that would be passed over, and with them what the user meant to check.</summary>
    private static void CheckPartners(YamlMap root, string? images, string? labels, string? scores, DiagnosticBag bag)
    {
        if (images is null && scores is not null)
        {
            bag.Add(FlowDiagnostics.Partner(root.LocationOf("expected_scores"), "expected_scores are held against 'images', and there are none", "add 'images:' with the images that the scores belong to"));
        }

        if (labels is not null && !(images is not null && !LabelledImages.HoldLabels(images)))
        {
            bag.Add(images is null
                ? FlowDiagnostics.Partner(root.LocationOf("labels"), "labels belong to 'images', and there are none", "add 'images:' with an .npy or idx file")
                : FlowDiagnostics.Partner(root.LocationOf("labels"), "images in CSV hold their labels themselves, in the first field of a line", "remove 'labels:', or name images in .npy or idx"));
        }
    }

    private static QuantizationOptions ReadQuantization(YamlMap map) =>
        new(map.Enum<CalibrationMethod>("calibration", CalibrationMethod.MinMax), map.Boolean("bias_correction", false), map.Boolean("equalize", false));

    private static CosimSettings ReadCosim(YamlMap map)
    {
        var batch = map.Integer("batch", 1, MapBundle.Most, 1);
        var images = map.Integer("images", 1, MaxImages, (DefaultImages + batch - 1) / batch * batch);
        return new CosimSettings(
            images,
            map.Integer("traced_images", 0, images, Math.Min(1, images)),
            map.Number("limit_factor", 1, 1000, 2),
            map.Integer("limit_cycles", 0, int.MaxValue, 10_000))
        { Batch = batch };
    }

    private static List<Func<Architecture, Architecture>> ReadOverrides(ArchitectureSpec spec, YamlMap overrides) =>
        [.. spec.Overridable.Select(f => f.Read(overrides)).OfType<Func<Architecture, Architecture>>()];

    private static bool IsFolderName(string name) =>
        name.Length <= MaxNameLength && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string? LocateOptional(string designPath, YamlMap root, string key, DiagnosticBag bag) =>
        root.OptionalText(key) is { } text ? Locate(designPath, root, key, text, bag) : null;

    private static string Locate(string designPath, YamlMap root, string key, string text, DiagnosticBag bag)
    {
        var path = Path.Combine(Path.GetDirectoryName(designPath) ?? string.Empty, text);
        if (text.Length > 0 && !File.Exists(path))
        {
            bag.Add(FlowDiagnostics.NamedFileMissing(root.LocationOf(key), key, path));
        }

        return path;
    }
}
