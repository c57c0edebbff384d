namespace CimGen.Networks.Graph;

/// <summary>How a quantized model says that it holds a feature map: <c>real = Scale * (q - ZeroPoint)</c>, q in -128..127.</summary>
public readonly record struct GivenScale(float Scale, int ZeroPoint);
