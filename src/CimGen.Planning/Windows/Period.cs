namespace CimGen.Planning.Windows;

/// <summary>A rectangle of output positions after which a cover repeats.</summary>
public readonly record struct Period(int Height, int Width)
{
    /// <summary>Positions.</summary>
    public int Area => Height * Width;

    /// <summary>The place of a position within its period, in raster order.</summary>
    public int IndexOf(Offset position) => (Modulo(position.Y, Height) * Width) + Modulo(position.X, Width);

    private static int Modulo(int value, int by) => ((value % by) + by) % by;
}
