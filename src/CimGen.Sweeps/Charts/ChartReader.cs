using System.Collections;
using System.Globalization;
using Scriban.Runtime;

namespace CimGen.Sweeps.Charts;

/// <summary>Figures as templates write them: objects with the members of <see cref="Panel"/>, <see cref="Axis"/> and <see cref="Series"/>.</summary>
internal static class ChartReader
{
    /// <param name="title">Of the figure.</param>
    /// <param name="columns">Panels in a row.</param>
    /// <param name="panels">Objects: title, x, y, series.</param>
    /// <exception cref="ArgumentException">An object lacks a member.</exception>
    public static string Draw(string title, int columns, IEnumerable panels) => SvgWriter.Draw(new Figure(
        title,
        columns,
        [.. Objects(panels).Select(p => new Panel(Text(p, "title"), AxisOf((ScriptObject)Member(p, "x")), AxisOf((ScriptObject)Member(p, "y")), [.. Objects(Member(p, "series")).Select(SeriesOf)]))]));

    /// <summary>Members label, ticks and logarithmic.</summary>
    private static Axis AxisOf(ScriptObject axis) => Axis.Of(Text(axis, "label"), IsTrue(axis, "logarithmic"), [.. Values(Member(axis, "ticks")).Select(Number)]);

    /// <summary>Members name, color, points and dashed; a point is [x, y].</summary>
    private static Series SeriesOf(ScriptObject series) => new(
        new Style(Text(series, "name"), Text(series, "color"), IsTrue(series, "dashed")),
        [.. Values(Member(series, "points")).Select(p => Values(p).Select(Number).ToArray()).Select(p => (p[0], p[1]))]);

    private static object Member(ScriptObject of, string name) =>
        of.TryGetValue(name, out var value) && value is not null ? value : throw new ArgumentException($"an object of a figure lacks '{name}'");

    private static string Text(ScriptObject of, string name) => string.Format(CultureInfo.InvariantCulture, "{0}", Member(of, name));

    private static bool IsTrue(ScriptObject of, string name) => of.TryGetValue(name, out var value) && value is true;

    private static IEnumerable<ScriptObject> Objects(object values) => Values(values).Cast<ScriptObject>();

    private static IEnumerable<object> Values(object values) => ((IEnumerable)values).Cast<object>();

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
