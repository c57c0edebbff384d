using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Planning.Placement;

/// <summary>The catalogue of this room.</summary>
public static class PlacementDiagnostics
{
    public static readonly DiagnosticDescriptor TooFewCoresError = new(
        "CIM0501",
        "Too few cores",
        "Weights stay in their crossbars, so every tile of every convolution or fully connected layer needs a core of its own: ceil(KX*KY*KZ / rows) * ceil(kernels / columns) cores per layer. A batch normalization that no convolution takes in needs ceil(channels / min(rows, columns)).");

    public static ImmutableArray<DiagnosticDescriptor> All => [TooFewCoresError];

    /// <param name="layers">What each layer needs, in words.</param>
    public static Diagnostic TooFewCores(SourceLocation at, long needed, int available, IEnumerable<string> layers, string advice) =>
        TooFewCoresError.Error(at, $"the network needs {needed} cores ({string.Join("; ", layers)}), the architecture has {available}; {advice}");
}
