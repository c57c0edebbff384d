using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Networks.Graph;

/// <summary>Puts a feature map together from others; a layer only until <see cref="PartResolver"/> has made its inputs parts of its output.</summary>
/// <param name="Places">Where each input goes. The wholes that they name do not matter.</param>
internal sealed record Composition(string Name, ImmutableArray<string> Inputs, string Output, ImmutableArray<MapPart> Places, SourceLocation Location)
    : Layer(Name, Inputs, Output, ActivationRange.Unbounded, Location);

/// <summary>Takes a part out of a feature map; a layer only until <see cref="PartResolver"/> has made its output a part of its input.</summary>
internal sealed record Extraction(string Name, string Input, string Output, MapPart Part, SourceLocation Location)
    : Layer(Name, [Input], Output, ActivationRange.Unbounded, Location)
{
    public string Input => Inputs[0];
}
