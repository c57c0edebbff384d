using CimGen.Flow.Kinds;
using CimGen.Machines;
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

    /// <summary>What the values in the files of images are.</summary>
    public InputFormat Input { get; init; } = InputFormat.Pixels;

    /// <summary>How the network is quantized.</summary>
    public QuantizationOptions Quantization { get; init; } = QuantizationOptions.Default;

    /// <summary>File of labels for images that do not hold their own; null when there is none.</summary>
    public string? Labels { get; init; }

    /// <summary>Files that it names beside the architecture and the expected scores: what the integer network, its images and labels come from.</summary>
    public IEnumerable<string> Data => new[] { Network, Calibration, Images, Labels }.OfType<string>();
}

/// <param name="Images">Images to simulate.</param>
/// <param name="TracedImages">Images whose traces are compared event by event.</param>
/// <param name="LimitFactor">A run may take this many times the golden cycles ...</param>
/// <param name="LimitCycles">... plus so many.</param>
public sealed record CosimSettings(int Images, int TracedImages, double LimitFactor, long LimitCycles);
