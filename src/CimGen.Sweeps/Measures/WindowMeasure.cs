using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Planning.Windows;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>
/// MVMs of the convolutions of a network, or of the one that <c>measure.layer</c> names, on one crossbar: by im2col, by the windows of VW-SDK, and by
/// the mapper; the arrays that hold all of a mapping; and the number below which no mapping comes.
/// </summary>
internal sealed class WindowMeasure : ShapeMeasure
{
    public override string Name => "windows";

    public override ImmutableArray<string> Columns => ["im2col", "im2col_arrays", "vw_sdk", "vw_sdk_window", "mvms", "arrays", "periods", "parts", "least"];

    protected override Result<Measured> Run(SweepPoint point, Network network, CrossbarSize size, SourceLocation at)
    {
        var all = ConvolutionShape.Of(network);
        var name = Setting(point, "layer");
        var layers = name is null ? all : [.. all.Where(l => l.Name == name)];
        if (layers.IsEmpty)
        {
            return SweepDiagnostics.Unknown(at, "convolution", name ?? string.Empty, all.Select(l => l.Name));
        }

        var theirs = layers.Select(l => ParallelWindow.Fewest(l, size)).ToList();
        var ours = layers.Select(l => WindowMapper.Map(l, size)).ToList();
        var single = layers.Length == 1;
        return Result.Success(new Measured(
            layers.Sum(l => ParallelWindow.Im2Col(l, size).Cycles),
            layers.Sum(l => l.Crossbars(size)),
            theirs.Sum(w => w.Cycles),
            single ? Text(theirs[0].Height, theirs[0].Width) : string.Empty,
            ours.Sum(m => m.Mvms),
            ours.Sum(m => m.Arrays),
            single ? string.Join(" + ", ours[0].Regions.Select(r => Text(r.Cover.Period.Height, r.Cover.Period.Width))) : string.Empty,
            single ? string.Join(" + ", ours[0].Regions.Select(r => r.Cover.Parts.Length)) : string.Empty,
            layers.Sum(l => l.LeastMvms(size))));
    }
}
