namespace CimGen.Planning.Windows;

/// <summary>
/// Covers of one part: a rectangle of inputs and one of positions, which advance together. The positions of neighbours may overlap: those at the edge get
/// a part of their sum from each. So an array with few rows and many columns is filled, too; without overlap it is the window of VW-SDK, whose rows
/// and columns are cut here at any place.
/// </summary>
internal static class OverlappingWindows
{
    /// <summary>The one of fewest MVMs; of fewest inputs and positions among equals.</summary>
    public static WindowCover Fewest(ConvolutionShape layer, CrossbarSize size)
    {
        var window = layer.Window;
        var rows = Axis.All(window.SpanY, window.StrideY, layer.OutputHeight);
        var columns = Axis.All(window.SpanX, window.StrideX, layer.OutputWidth);
        var (best, least) = ((Y: rows[0], X: columns[0]), (Mvms: long.MaxValue, Cells: long.MaxValue));
        foreach (var y in rows)
        {
            foreach (var x in columns)
            {
                var (inputs, outputs) = ((long)y.Inputs * x.Inputs * layer.Channels, (long)y.Positions * x.Positions * layer.Kernels);
                var mvms = y.Copies * x.Copies * ConvolutionShape.DivideUp(inputs, size.Rows) * ConvolutionShape.DivideUp(outputs, size.Columns);
                if ((mvms, inputs * outputs).CompareTo(least) < 0)
                {
                    (best, least) = ((y, x), (mvms, inputs * outputs));
                }
            }
        }

        return Of(layer, size, best.Y, best.X);
    }

    /// <summary>
    /// One position a copy, and of the inputs under its window those that it reads. A rectangle of inputs has those between the taps of a dilated window, too.
    /// </summary>
    public static WindowCover Im2Col(ConvolutionShape layer, CrossbarSize size)
    {
        var period = new Period(1, 1);
        return new WindowCover(layer, size, period, [new LinkCollector(layer, period).Take([.. layer.Taps], [new Offset(0, 0)])], new Offset(0, 0));
    }

    private static WindowCover Of(ConvolutionShape layer, CrossbarSize size, Axis y, Axis x)
    {
        var period = new Period(y.Advance, x.Advance);
        var pixels = new Offset(layer.Window.StrideY * y.Overlap, layer.Window.StrideX * x.Overlap).Rectangle(y.Inputs, x.Inputs).ToList();
        var positions = new Offset(0, 0).Rectangle(y.Positions, x.Positions).ToList();
        return new WindowCover(layer, size, period, [new LinkCollector(layer, period).Take(pixels, positions)], new Offset(y.Overlap, x.Overlap));
    }

    /// <summary>Along rows or columns.</summary>
    /// <param name="Advance">Positions from one copy to the next.</param>
    /// <param name="Overlap">Positions that a copy shares with the next one.</param>
    /// <param name="Inputs">Of a copy.</param>
    /// <param name="Copies">For the whole map.</param>
    private readonly record struct Axis(int Advance, int Overlap, int Inputs, long Copies)
    {
        /// <summary>Of a copy.</summary>
        public int Positions => Advance + Overlap;

        /// <summary>
        /// With an overlap of n positions the first input of a copy is n strides behind that of its first position: earlier ones are read by copies
        /// before. Its last input is the last one of the last position that it shares with none, and each input of a stride is read once.
        /// </summary>
        public static List<Axis> All(int span, int stride, int outputs)
        {
            var axes = new List<Axis>();
            for (var advance = 1; advance <= outputs; advance++)
            {
                for (var overlap = 0; overlap * stride < span; overlap++)
                {
                    var inputs = (stride * (advance - 1)) + Math.Max(span - (stride * overlap), overlap > 0 ? stride : 1);
                    axes.Add(new Axis(advance, overlap, inputs, ConvolutionShape.DivideUp(outputs + overlap, advance)));
                }
            }

            return axes;
        }
    }
}
