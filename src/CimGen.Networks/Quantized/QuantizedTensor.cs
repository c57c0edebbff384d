using CimGen.Networks.Graph;

namespace CimGen.Networks.Quantized;

/// <summary>An 8-bit feature map: <c>real = Scale * (q - ZeroPoint)</c>.</summary>
/// <param name="Name">Unique in its network.</param>
/// <param name="Shape">Shape for one image, in memory HWC.</param>
/// <param name="Scale">Positive.</param>
/// <param name="ZeroPoint">-128..127.</param>
public sealed record QuantizedTensor(string Name, FeatureShape Shape, double Scale, int ZeroPoint)
{
    /// <summary>The tensor is a part of another one, with the same scale and zero point; null when it stands for itself.</summary>
    public MapPart? Part { get; init; }

    /// <summary>The tensor that holds the values: the whole, or itself.</summary>
    public string Holder => Part?.Whole ?? Name;
}
