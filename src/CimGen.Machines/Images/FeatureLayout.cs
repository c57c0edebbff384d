namespace CimGen.Machines.Images;

/// <summary>Where a feature map lies in shared memory: value (c, y, x) at <c>Address + y * RowPitch + x * PixelPitch + c</c>, in bytes.</summary>
public sealed record FeatureLayout(int Address, int Channels, int Height, int Width, int PixelPitch, int RowPitch)
{
    /// <summary>Byte address of value (channel, y, x).</summary>
    public int AddressOf(int channel, int y, int x) => Address + (y * RowPitch) + (x * PixelPitch) + channel;
}
