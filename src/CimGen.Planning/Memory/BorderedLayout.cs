using CimGen.Machines.Images;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Memory;

/// <summary>A feature map in memory: HWC with a border as wide as any of its readers needs, filled with the zero point.</summary>
public sealed record BorderedLayout(FeatureShape Shape, int Top, int Left, int Bottom, int Right)
{
    /// <summary>Rows that there is room for. Fewer than the map has: the buffer rolls, and one row before it stands for all above and below the map.</summary>
    public int Rows { get; init; } = Shape.Height;

    private bool Rolls => Rows < Shape.Height;

    /// <summary>Rows of the buffer before that of the map's first row.</summary>
    private int RowsBefore => Rolls ? Math.Min(1, Top + Bottom) : Top;

    /// <summary>More than any memory has.</summary>
    public const long Endless = 1L << 50;

    public int PixelPitch => Shape.Channels;

    public int RowPitch => (Left + Shape.Width + Right) * Shape.Channels;

    /// <summary>Size of the buffer; cut off at <see cref="Endless"/>, so that sums of sizes stay below 2^63.</summary>
    public long Bytes => (long)Int128.Min(
        Endless, ((Int128)RowsBefore + Rows + (Rolls ? 0 : Bottom)) * ((Int128)Left + Shape.Width + Right) * Shape.Channels);

    public bool HasBorder => (Top | Left | Bottom | Right) != 0;

    /// <summary>The map itself, when its buffer lies at <paramref name="address"/>.</summary>
    public FeatureLayout At(int address) => new(
        address + (RowsBefore * RowPitch) + (Left * PixelPitch), Shape.Channels, Shape.Height, Shape.Width, PixelPitch, RowPitch)
    { Rows = Rows };

    /// <summary>A part of the map, when its buffer lies at <paramref name="address"/>.</summary>
    /// <param name="shape">Of the part.</param>
    public FeatureLayout At(int address, MapPart part, FeatureShape shape) => new(
        At(address).AddressOf(part.FirstChannel, part.Top, part.Left), shape.Channels, shape.Height, shape.Width, part.StepX * PixelPitch, part.StepY * RowPitch)
    {
        Rows = Rolls ? Rows : shape.Height,
    };

    /// <param name="readers">Of the map, and of parts of it that have all of its rows and columns.</param>
    public static BorderedLayout For(QuantizedTensor tensor, IEnumerable<QuantizedLayer> readers)
    {
        var layout = new BorderedLayout(tensor.Shape, 0, 0, 0, 0);
        foreach (var window in readers.Select(r => r.Sliding).OfType<Window>())
        {
            layout = layout with
            {
                Top = Math.Max(layout.Top, window.PadTop),
                Left = Math.Max(layout.Left, window.PadLeft),
                Bottom = Math.Max(layout.Bottom, window.PadBottom),
                Right = Math.Max(layout.Right, window.PadRight),
            };
        }

        return layout;
    }
}
