namespace CimGen.Planning.Windows;

/// <summary>A place in a feature map, relative to another one.</summary>
public readonly record struct Offset(int Y, int X)
{
    /// <summary>All places of a rectangle whose first one is this, in raster order.</summary>
    public IEnumerable<Offset> Rectangle(int height, int width)
    {
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                yield return new Offset(Y + y, X + x);
            }
        }
    }
}
