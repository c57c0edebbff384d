using System.Collections.Immutable;

namespace CimGen.Planning.Windows;

/// <summary>
/// A mapping of a convolution: parts that are repeated over the output map and together link each position to all inputs of its kernel, each
/// once. Positions may get their sum from several MVMs, as they do when channels are cut.
/// </summary>
/// <param name="Phase">Where the map begins in the first period.</param>
public sealed record WindowCover(ConvolutionShape Layer, CrossbarSize Crossbar, Period Period, ImmutableArray<WindowPart> Parts, Offset Phase)
{
    /// <summary>Arrays of R x C that hold all weights at once, for all groups.</summary>
    public long Arrays => (long)Layer.Groups * Contents().Count();

    /// <summary>MVMs of the layer: cycles on one array, one after another.</summary>
    public long Mvms => Layer.Groups * Contents().Sum(a => (long)Copies(a).Count());

    /// <summary>What lies on the arrays of one group. Where there would be only zeros there is none.</summary>
    public IEnumerable<WindowArray> Contents()
    {
        foreach (var part in Parts)
        {
            var (rows, columns) = (part.Pixels.Length * Layer.Channels, part.Positions.Length * Layer.Kernels);
            for (var row = 0; row < rows; row += Crossbar.Rows)
            {
                for (var column = 0; column < columns; column += Crossbar.Columns)
                {
                    var (height, width) = (Math.Min(Crossbar.Rows, rows - row), Math.Min(Crossbar.Columns, columns - column));
                    var links = part.Links
                        .Where(l => Touches(l.Pixel, Layer.Channels, row, height) && Touches(l.Position, Layer.Kernels, column, width)).ToImmutableArray();
                    if (!links.IsEmpty)
                    {
                        yield return new WindowArray(part, row, height, column, width, links);
                    }
                }
            }
        }
    }

    /// <summary>The periods in which an array has something to do: where one of its positions lies in the map.</summary>
    public IEnumerable<Offset> Copies(WindowArray array)
    {
        var positions = array.Links.Select(l => array.Part.Positions[l.Position]).Distinct().ToList();
        var rows = positions.Select(p => Range(p.Y - Phase.Y, Period.Height, Layer.OutputHeight)).ToList();
        var columns = positions.Select(p => Range(p.X - Phase.X, Period.Width, Layer.OutputWidth)).ToList();
        var first = new Offset(rows.Min(r => r.First), columns.Min(c => c.First));
        return first.Rectangle(rows.Max(r => r.Last) - first.Y + 1, columns.Max(c => c.Last) - first.X + 1)
            .Where(copy => positions.Exists(p => IsInMap(PositionOf(copy, p))));
    }

    /// <summary>A position of a copy in the output map, which may lie outside of it.</summary>
    public Offset PositionOf(Offset copy, Offset position) => new((copy.Y * Period.Height) + position.Y - Phase.Y, (copy.X * Period.Width) + position.X - Phase.X);

    /// <summary>A pixel of a copy in the padded input map, which may lie outside of it.</summary>
    public Offset PixelOf(Offset copy, Offset pixel) => new(
        (Layer.Window.StrideY * ((copy.Y * Period.Height) - Phase.Y)) + pixel.Y, (Layer.Window.StrideX * ((copy.X * Period.Width) - Phase.X)) + pixel.X);

    /// <summary>Whether a position is one of the output map.</summary>
    public bool IsInMap(Offset position) => position.Y >= 0 && position.Y < Layer.OutputHeight && position.X >= 0 && position.X < Layer.OutputWidth;

    /// <summary>The periods in which a position at that distance from the map's begin is in the map.</summary>
    private static (int First, int Last) Range(int position, int period, int size) =>
        ((int)Math.Ceiling((double)-position / period), (int)Math.Floor((double)(size - 1 - position) / period));

    private static bool Touches(int item, int size, int first, int count) => item * size < first + count && (item + 1) * size > first;
}
