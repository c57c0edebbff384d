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
        "CIM0102", "No images", "Co-simulation needs images. A design file names them with 'images: FILE.csv'; without it seeded random ones are used, which have no labels.");

    public static readonly DiagnosticDescriptor ImportDiffersError = new(
        "CIM0103", "Imported network differs", "The float network as imported does not give the outputs that its exporter wrote to 'expected_scores'.", ExitCode.Mismatch);

    public static readonly DiagnosticDescriptor TooManyImagesError = new(
        "CIM0113", "Too many images", "The images of a run are held in memory; random ones may have 268435456 values together.");

    public static ImmutableArray<DiagnosticDescriptor> All => [BadNameError, NamedFileMissingError, NoImagesError, ImportDiffersError, TooManyImagesError];

    public static Diagnostic BadName(SourceLocation at, string name) =>
        BadNameError.Error(at, $"'{name}' cannot name a folder; use at most 64 letters, digits, '-' and '_', the first a letter or digit");

    public static Diagnostic NamedFileMissing(SourceLocation at, string key, string path) =>
        NamedFileMissingError.Error(at, $"the {key} file '{path}' does not exist; write a path relative to the design file's folder");

    public static Diagnostic NoImages(SourceLocation at, int wanted, int available) =>
        NoImagesError.Error(at, $"{wanted} images are wanted, {available} are there; lower --images or name a larger file");

    public static Diagnostic TooManyImages(SourceLocation at, int wanted, int most) =>
        TooManyImagesError.Error(at, $"{wanted} random images are wanted, and memory is for {most} of this size; lower --images or cosim.images");

    public static Diagnostic ImportDiffers(SourceLocation at, string what) =>
        ImportDiffersError.Error(at, $"{what}; check that scores, images and network belong together");
}
