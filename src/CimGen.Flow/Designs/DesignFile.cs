using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Networks.Images;
using CimGen.Networks.Quantization;

namespace CimGen.Flow.Designs;

/// <summary>What to generate: a network, an architecture and options. docs/design-file.md describes the fields.</summary>
/// <param name="Path">Of the file itself.</param>
/// <param name="Network">Path of the network.</param>
/// <param name="Calibration">File of calibration images; null for random ones.</param>
/// <param name="Images">File of test images; null for random ones.</param>
/// <param name="ExpectedScores">CSV of the exporter's own outputs for the first images; null when there are none.</param>
public sealed record DesignFile(
    string Path,
    string Name,
    string Network,
    Architecture Architecture,
    string? Calibration,
    string? Images,
    string? ExpectedScores,
    CosimSettings Cosim)
{
    /// <summary>The kinds of hardware that the architecture may name.</summary>
    public KindRegistry Kinds { get; init; } = KindRegistry.Default;

    /// <summary>What the values in the files of images are, of all inputs that <see cref="Inputs"/> does not name.</summary>
    public InputFormat Input { get; init; } = InputFormat.Pixels;

    /// <summary>The same for single inputs of a network with several.</summary>
    public ImmutableArray<NamedFormat> Inputs { get; init; } = [];

    /// <summary>How the network is quantized.</summary>
    public QuantizationOptions Quantization { get; init; } = QuantizationOptions.Default;

    /// <summary>File of labels for images that do not hold their own; null when there is none.</summary>
    public string? Labels { get; init; }

    /// <summary>Files that it names beside the architecture and the expected scores: what the integer network, its images and labels come from.</summary>
    public IEnumerable<string> Data => new[] { Network, Calibration, Images, Labels }.OfType<string>();

    /// <summary>The formats of a network's inputs; errors when they do not fit it.</summary>
    public Result<InputFormats> FormatsOf(Network network)
    {
        var bag = new DiagnosticBag();
        foreach (var named in Inputs.Where(i => !network.Inputs.Contains(i.Name)))
        {
            bag.Add(FlowDiagnostics.InputFormat(named.At, $"the network has no input '{Quotation.Of(named.Name)}'", $"its inputs are: {string.Join(", ", network.Inputs)}"));
        }

        var formats = new InputFormats([.. network.Inputs.Select((name, input) => (Inputs.FirstOrDefault(i => i.Name == name)?.Format ?? Input).For(network, input))]);
        formats.Fit(network.InputShapes, bag);
        return Result.From(formats, bag);
    }
}

/// <summary>What the values of one input are.</summary>
/// <param name="At">Where it is declared.</param>
public sealed record NamedFormat(string Name, InputFormat Format, SourceLocation At);

/// <param name="Images">Images to simulate.</param>
/// <param name="TracedImages">Images whose traces are compared event by event.</param>
/// <param name="LimitFactor">A run may take this many times the golden cycles ...</param>
/// <param name="LimitCycles">... plus so many.</param>
public sealed record CosimSettings(int Images, int TracedImages, double LimitFactor, long LimitCycles)
{
    /// <summary>Images of a run, which are in the machine at the same time.</summary>
    public int Batch { get; init; } = 1;
}
