using System.Globalization;
using System.Net;
using System.Text;

namespace CimGen.Sweeps.Charts;

/// <summary>Draws figures as SVG: the same bytes for the same figure, no dates, no fonts but the reader's own.</summary>
public static class SvgWriter
{
    private const int PanelWidth = 190;
    private const int PanelHeight = 150;
    private const int Left = 46;
    private const int Right = 20;
    private const int Top = 24;
    private const int Bottom = 40;
    private const int Header = 56;
    private const int LegendEntry = 110;

    /// <summary>The figure as a whole file.</summary>
    public static string Draw(Figure figure)
    {
        var columns = Math.Min(figure.Columns, figure.Panels.Length);
        var rows = (figure.Panels.Length + columns - 1) / columns;
        var (width, height) = (columns * (Left + PanelWidth + Right), Header + (rows * (Top + PanelHeight + Bottom)));
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"11\" fill=\"#222\">");
        Line(svg, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>");
        Text(svg, 12, 20, figure.Title, "font-size=\"14\" font-weight=\"bold\"");
        Legend(svg, figure);
        for (var i = 0; i < figure.Panels.Length; i++)
        {
            var x = (i % columns * (Left + PanelWidth + Right)) + Left;
            var y = Header + (i / columns * (Top + PanelHeight + Bottom)) + Top;
            Line(svg, $"<g transform=\"translate({x} {y})\">");
            Draw(svg, figure.Panels[i]);
            Line(svg, $"</g>");
        }

        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void Legend(StringBuilder svg, Figure figure)
    {
        var x = 12;
        foreach (var style in figure.Panels.SelectMany(p => p.Series).Select(s => s.Style).Distinct())
        {
            Line(svg, $"<line x1=\"{x}\" y1=\"38\" x2=\"{x + 22}\" y2=\"38\" {Stroke(style)}/>");
            if (!style.Dashed)
            {
                Line(svg, $"<circle cx=\"{x + 11}\" cy=\"38\" r=\"2.5\" fill=\"{style.Color}\"/>");
            }

            Text(svg, x + 28, 42, style.Name, "");
            x += LegendEntry;
        }
    }

    private static void Draw(StringBuilder svg, Panel panel)
    {
        Text(svg, PanelWidth / 2.0, -8, panel.Title, "text-anchor=\"middle\" font-weight=\"bold\"");
        foreach (var tick in panel.Y.Ticks)
        {
            var y = Y(panel, tick.Value);
            Line(svg, $"<line x1=\"0\" y1=\"{y:0.#}\" x2=\"{PanelWidth}\" y2=\"{y:0.#}\" stroke=\"#e4e4e4\"/>");
            Text(svg, -5, y + 4, tick.Text, "text-anchor=\"end\"");
        }

        foreach (var tick in panel.X.Ticks)
        {
            var x = X(panel, tick.Value);
            Line(svg, $"<line x1=\"{x:0.#}\" y1=\"{PanelHeight}\" x2=\"{x:0.#}\" y2=\"{PanelHeight + 4}\" stroke=\"#888\"/>");
            Text(svg, x, PanelHeight + 16, tick.Text, "text-anchor=\"middle\"");
        }

        Line(svg, $"<rect width=\"{PanelWidth}\" height=\"{PanelHeight}\" fill=\"none\" stroke=\"#888\"/>");
        Text(svg, PanelWidth / 2.0, PanelHeight + 31, panel.X.Label, "text-anchor=\"middle\"");
        Text(svg, 0, 0, panel.Y.Label, FormattableString.Invariant($"text-anchor=\"middle\" transform=\"translate({-Left + 12} {PanelHeight / 2}) rotate(-90)\""));
        foreach (var series in panel.Series)
        {
            var points = series.Points.Select(p => FormattableString.Invariant($"{X(panel, p.X):0.#},{Y(panel, p.Y):0.#}"));
            Line(svg, $"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" {Stroke(series.Style)}/>");
            foreach (var (x, y) in series.Style.Dashed ? [] : series.Points)
            {
                Line(svg, $"<circle cx=\"{X(panel, x):0.#}\" cy=\"{Y(panel, y):0.#}\" r=\"2.5\" fill=\"{series.Style.Color}\"/>");
            }
        }
    }

    private static double X(Panel panel, double value) => panel.X.Place(value) * PanelWidth;

    private static double Y(Panel panel, double value) => (1 - panel.Y.Place(value)) * PanelHeight;

    private static string Stroke(Style style) => $"stroke=\"{style.Color}\" stroke-width=\"1.5\"{(style.Dashed ? " stroke-dasharray=\"5 3\"" : "")}";

    private static void Text(StringBuilder svg, double x, double y, string text, string attributes) =>
        Line(svg, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" {attributes}>{WebUtility.HtmlEncode(text)}</text>");

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
