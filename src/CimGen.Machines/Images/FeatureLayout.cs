namespace CimGen.Machines.Images;

/// <summary>
/// Where a feature map lies in a memory: value (c, y, x) at <c>Address + (y mod Rows) * RowPitch + x * PixelPitch + c * ElementBytes</c>, in bytes.
/// </summary>
public sealed record FeatureLayout(int Address, int Channels, int Height, int Width, int PixelPitch, int RowPitch)
{
    /// <summary>The memory that it lies in.</summary>
    public MemoryId Memory { get; init; }

    /// <summary>Bytes of a value.</summary>
    public int ElementBytes { get; init; } = 1;

    /// <summary>Number of values.</summary>
    public int Values => Channels * Height * Width;

    /// <summary>Rows that there is room for. Fewer than <see cref="Height"/>, which they divide: the buffer rolls, and a row takes the place of an earlier one.</summary>
    public int Rows { get; init; } = Height;

    /// <summary>Some rows share their place.</summary>
    public bool Rolls => Rows < Height;

    /// <summary>Bytes from the map of an image to that of the next one in a run; 0 where they share their place, or a run has one image.</summary>
    public int ImagePitch { get; init; }

    /// <summary>The map of an image of the run.</summary>
    public FeatureLayout OfImage(int image) => this with { Address = Address + (image * ImagePitch) };

    /// <summary>
    /// Byte address of value (channel, y, x). Positions in a border, which may be negative, have addresses, too: where the buffer rolls, all rows above and below
    /// are the one before its first.
    /// </summary>
    public int AddressOf(int channel, int y, int x) =>
        Address + (PlaceOf(y) * RowPitch) + (x * PixelPitch) + (channel * ElementBytes);

    private int PlaceOf(int y) => !Rolls ? y : y < 0 || y >= Height ? -1 : y % Rows;
}
