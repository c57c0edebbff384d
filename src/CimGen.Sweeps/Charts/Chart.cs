using System.Collections.Immutable;

namespace CimGen.Sweeps.Charts;

/// <summary>An axis from its first tick to its last one.</summary>
/// <param name="Logarithmic">Equal factors take equal room.</param>
public sealed record Axis(string Label, ImmutableArray<Tick> Ticks, bool Logarithmic = false)
{
    /// <summary>Place of a value along the axis, 0 to 1.</summary>
    public double Place(double value)
    {
        var (low, high, at) = (Ticks[0].Value, Ticks[^1].Value, value);
        return Logarithmic ? Math.Log(at / low) / Math.Log(high / low) : (at - low) / (high - low);
    }

    /// <summary>Ticks that are their own labels.</summary>
    public static Axis Of(string label, bool logarithmic, params double[] ticks) =>
        new(label, [.. ticks.Select(t => new Tick(t, t.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)))], logarithmic);
}

/// <summary>A labelled value of an axis.</summary>
public sealed record Tick(double Value, string Text);

/// <summary>How a series looks; equal names share an entry of the legend.</summary>
/// <param name="Color">As SVG takes it.</param>
/// <param name="Dashed">A dashed line without marks, for limits.</param>
public sealed record Style(string Name, string Color, bool Dashed = false);

/// <summary>A line through points, in their order.</summary>
public sealed record Series(Style Style, ImmutableArray<(double X, double Y)> Points);

/// <summary>A set of axes with its lines.</summary>
public sealed record Panel(string Title, Axis X, Axis Y, ImmutableArray<Series> Series);

/// <summary>Panels in rows, with one legend.</summary>
/// <param name="Columns">Panels in a row.</param>
public sealed record Figure(string Title, int Columns, ImmutableArray<Panel> Panels);
