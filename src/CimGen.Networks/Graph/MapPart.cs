namespace CimGen.Networks.Graph;

/// <summary>
/// Says that a feature map is a part of another one: its value (c, y, x) is value (FirstChannel + c, Top + y * StepY, Left + x * StepX) of
/// that. Layers that write parts put a map together, as a concatenation does; layers that read them take it apart. Nothing is copied.
/// </summary>
/// <param name="Whole">Name of the other map, which is no part itself.</param>
/// <param name="StepY">Rows of the whole from one row of the part to the next.</param>
/// <param name="StepX">The same for columns.</param>
public sealed record MapPart(string Whole, int FirstChannel = 0, int Top = 0, int Left = 0, int StepY = 1, int StepX = 1)
{
    /// <summary>This, whose whole is the part <paramref name="outer"/>, as a part of that one's whole.</summary>
    public MapPart Within(MapPart outer) => new(
        outer.Whole, outer.FirstChannel + FirstChannel, outer.Top + (Top * outer.StepY), outer.Left + (Left * outer.StepX), StepY * outer.StepY, StepX * outer.StepX);

    /// <summary>
    /// Whether it has all rows and columns of a whole: some of its channels, or all. A step over the end of a single row or column does not count, as
    /// what lies around the part is not what lies around the whole then.
    /// </summary>
    public bool IsOfChannels(FeatureShape shape, FeatureShape whole) => (shape.Height, shape.Width, StepY, StepX) == (whole.Height, whole.Width, 1, 1);

    /// <summary>Whether two parts of one whole may have a value in common; never false when they do.</summary>
    public bool MayOverlap(FeatureShape shape, MapPart other, FeatureShape otherShape)
    {
        return Meet(FirstChannel, 1, shape.Channels, other.FirstChannel, 1, otherShape.Channels) &&
            Meet(Top, StepY, shape.Height, other.Top, other.StepY, otherShape.Height) &&
            Meet(Left, StepX, shape.Width, other.Left, other.StepX, otherShape.Width);

        static bool Meet(int first, int step, int count, int otherFirst, int otherStep, int otherCount) =>
            first <= otherFirst + ((otherCount - 1) * otherStep) && otherFirst <= first + ((count - 1) * step) &&
            (step != otherStep || (first - otherFirst) % step == 0);
    }

    /// <summary>The values of the part.</summary>
    /// <param name="whole">Values of the whole, HWC.</param>
    /// <param name="shape">Of the part.</param>
    /// <returns>HWC.</returns>
    public T[] Take<T>(T[] whole, FeatureShape wholeShape, FeatureShape shape)
    {
        var values = new T[shape.Count];
        foreach (var (at, inWhole) in Pixels(wholeShape, shape))
        {
            whole.AsSpan(inWhole, shape.Channels).CopyTo(values.AsSpan(at));
        }

        return values;
    }

    /// <summary>Puts the values of the part into the whole.</summary>
    /// <param name="values">Of the part, HWC.</param>
    /// <param name="whole">Of the whole, HWC; changed.</param>
    public void Put<T>(T[] values, T[] whole, FeatureShape wholeShape, FeatureShape shape)
    {
        foreach (var (at, inWhole) in Pixels(wholeShape, shape))
        {
            values.AsSpan(at, shape.Channels).CopyTo(whole.AsSpan(inWhole));
        }
    }

    /// <summary>First values of each pixel, in the part and in the whole.</summary>
    private IEnumerable<(int At, int InWhole)> Pixels(FeatureShape whole, FeatureShape shape)
    {
        for (var y = 0; y < shape.Height; y++)
        {
            for (var x = 0; x < shape.Width; x++)
            {
                var pixel = ((Top + (y * StepY)) * whole.Width) + Left + (x * StepX);
                yield return (((y * shape.Width) + x) * shape.Channels, (pixel * whole.Channels) + FirstChannel);
            }
        }
    }
}
