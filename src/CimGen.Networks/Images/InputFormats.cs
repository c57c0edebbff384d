using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Images;

/// <summary>The format of each input of an image.</summary>
/// <param name="Each">In the order of the inputs, or one for all of them.</param>
public sealed record InputFormats(ImmutableArray<InputFormat> Each)
{
    public InputFormat this[int input] => Each[Each.Length == 1 ? 0 : input];

    /// <summary>One for all inputs.</summary>
    public static implicit operator InputFormats(InputFormat all) => new([all]);

    /// <summary>Whether lists have as many values as their input has channels; otherwise an error in <paramref name="bag"/>.</summary>
    public bool Fit(MapBundle inputs, DiagnosticBag bag)
    {
        foreach (var (input, shape) in inputs.Maps.Index())
        {
            this[input].Fits(shape, bag);
        }

        return !bag.HasErrors;
    }
}
