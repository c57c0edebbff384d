namespace CimGen.Networks.Graph;

/// <summary>Shape of a feature map of one image. In memory the channel runs fastest, then x, then y (HWC).</summary>
public readonly record struct FeatureShape(int Channels, int Height, int Width)
{
    /// <summary>Most values of a feature map, and of what a window covers: larger ones are refused before memory is taken.</summary>
    public const long MaxCount = 1L << 26;

    /// <summary>Number of values.</summary>
    public long Count => (long)Channels * Height * Width;

    /// <summary>The same of any shape, however large.</summary>
    public Int128 ExactCount => (Int128)Channels * Height * Width;

    public override string ToString() => $"{Channels}x{Height}x{Width}";
}
