using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Planning.Windows;
using CimGen.Sweeps.Files;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>What can be found out about the shapes of a network and of crossbars, before anything is placed. Of the machine the crossbars count alone.</summary>
internal abstract class ShapeMeasure : Measure
{
    protected override bool ReadsTemplates => false;

    public sealed override Result<PointResult> Find(SweepPoint point, Workbench bench, string file, int mostCores) =>
        PointMachine.Read(point, 1, file).Then(machine => bench.Shapes(point).Then(network =>
            Run(point, network, new CrossbarSize(machine.Compute.Rows, machine.Compute.Columns), new SourceLocation(file)).Then(m => Result.Success(new PointResult(m.Values, m.Seconds, 0)))));

    /// <summary>Measures one point.</summary>
    /// <param name="at">Of diagnostics.</param>
    protected abstract Result<Measured> Run(SweepPoint point, Network network, CrossbarSize size, SourceLocation at);

    /// <summary>A setting of the measure; null where the point has none.</summary>
    protected static string? Setting(SweepPoint point, string name) => point.Settings.GetValueOrDefault(SettingNames.OfMeasure + name);

    /// <summary>Shares are the same on any computer: what is behind these digits is not of interest.</summary>
    protected static double Rounded(double value) => Math.Round(value, 4);

    protected static string Text(int height, int width) => string.Create(CultureInfo.InvariantCulture, $"{height}x{width}");
}
