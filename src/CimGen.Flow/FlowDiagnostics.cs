using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Flow;

/// <summary>The catalogue of this room: design files and what they name.</summary>
public static class FlowDiagnostics
{
    public static readonly DiagnosticDescriptor BadNameError = new(
        "CIM0101", "Design name", "The name becomes a folder: it consists of letters, digits, '-' and '_', and begins with a letter or digit.");

    public static readonly DiagnosticDescriptor NamedFileMissingError = new(
        "CIM0106", "The design names a file that does not exist", "Paths in a design file are relative to the folder of the design file, not to the current folder.");

    public static readonly DiagnosticDescriptor NoImagesError = new(
        "CIM0102", "Too few images", "The design's file of images holds fewer than are to be run: cosim.images, 10 without it. Without a file any number of seeded random ones is used, which have no labels.");

    public static readonly DiagnosticDescriptor ImportDiffersError = new(
        "CIM0103", "Imported network differs", "The float network as imported does not give the outputs that its exporter wrote to 'expected_scores'.", ExitCode.Mismatch);

    public static readonly DiagnosticDescriptor ScoresError = new(
        "CIM0108", "Expected scores cannot be used", "'expected_scores' is CSV with the outputs for one image in a line, in the order in which the model gives them. A file without scores, or with values that are no numbers, would check nothing.");

    public static readonly DiagnosticDescriptor InputRangeWarning = new(
        "CIM0109", "Images and calibration differ", "The test images cover a far larger or far smaller range than the images from which the network was quantized: values are cut off, or few of the 256 levels are used.", ExitCode.Success);

    public static readonly DiagnosticDescriptor InputFormatError = new(
        "CIM0110", "Input cannot be as declared", "'input' of a design says what the values in image files are: their range, from low to high, and the mean and scale with which the network gets them.");

    public static readonly DiagnosticDescriptor PartnerError = new(
        "CIM0111", "Key without its partner", "This key of a design says something about the file of another key, which is not there or needs nothing said.");

    public static readonly DiagnosticDescriptor TooManyRandomImagesError = new(
        "CIM0112", "Too many random values", "Random images are held in memory at once, so that they may have 67,108,864 values (2^26) in all. Sizes are checked before memory is taken.");

    public static readonly DiagnosticDescriptor LabelWarning = new(
        "CIM0113", "Label is no class", "A label is the number of the class of an image, and with it of the output that should be the largest: from 0 to the number of outputs less 1. An image with another label counts as wrong.", ExitCode.Success);

    public static readonly DiagnosticDescriptor NoAccuracyError = new(
        "CIM0114", "No accuracy to measure", "Accuracy is the share of images whose largest output has the number of their label: it takes a network with a list of outputs, and images with labels.");

    public static readonly DiagnosticDescriptor BatchesError = new(
        "CIM0115", "Images are no whole batches", "With cosim.batch every run takes as many images as a batch has.");

    public static ImmutableArray<DiagnosticDescriptor> All =>
    [
        BadNameError, NamedFileMissingError, NoImagesError, ImportDiffersError, ScoresError, InputRangeWarning, InputFormatError, PartnerError,
        TooManyRandomImagesError, LabelWarning, NoAccuracyError, BatchesError,
    ];

    public static Diagnostic BadName(SourceLocation at, string name) =>
        BadNameError.Error(at, $"'{name}' cannot name a folder; use at most 64 letters, digits, '-' and '_', the first a letter or digit");

    public static Diagnostic NamedFileMissing(SourceLocation at, string key, string path) =>
        NamedFileMissingError.Error(at, $"the {key} file '{path}' does not exist; write a path relative to the design file's folder, or fetch the file: a comment in the design may say how");

    public static Diagnostic NoImages(SourceLocation at, int wanted, int available) =>
        NoImagesError.Error(at, $"{wanted} images are wanted, {available} are there; lower cosim.images or --images, or name a larger file");

    public static Diagnostic ImportDiffers(SourceLocation at, string what) =>
        ImportDiffersError.Error(at, $"{what}; check that scores, images and network belong together");

    public static Diagnostic Scores(SourceLocation at, string what, string advice) => ScoresError.Error(at, $"{what}; {advice}");

    public static Diagnostic InputRange(SourceLocation at, (double Low, double High) images, (double Low, double High) calibration) =>
        InputRangeWarning.Warning(at, FormattableString.Invariant(
            $"the network gets {images.Low:g4}..{images.High:g4} from these images and was calibrated for {calibration.Low:g4}..{calibration.High:g4}; prepare images and calibration alike, or declare what their values are (input: range, scale)"));

    public static Diagnostic Label(SourceLocation at, int count, int images, int image, int label, long outputs) => LabelWarning.Warning(
        at, $"{count} of {images} labels {(count == 1 ? "is no class" : "are no classes")}, the first is {label}, of image {image}, and the network has classes 0 to {outputs - 1}; number classes from 0, in the order of the outputs");

    public static Diagnostic NotWholeBatches(SourceLocation at, int images, int batch) =>
        BatchesError.Error(at, $"{images} images are to run in batches of {batch}; set cosim.images or --images to {((images / batch) + 1) * batch}");

    public static Diagnostic NoAccuracy(SourceLocation at, string what, string advice) => NoAccuracyError.Error(at, $"{what}; {advice}");

    public static Diagnostic InputFormat(SourceLocation at, string what, string advice) => InputFormatError.Error(at, $"{what}; {advice}");

    public static Diagnostic Partner(SourceLocation at, string what, string advice) => PartnerError.Error(at, $"{what}; {advice}");

    public static Diagnostic TooManyRandomImages(SourceLocation at, long images, Int128 values, string advice) =>
        TooManyRandomImagesError.Error(at, $"{images} random images of {values} values are more than are made; {advice}");
}
