using System.Globalization;
using System.Net;
using System.Text;

namespace CimGen.Rtl.Tests.Timing;

/// <summary>A timeline as SVG.</summary>
internal sealed class TimingDrawing
{
    private const int Cell = 44, Row = 34, Height = 20, Top = 34, Slope = 3, SpanRow = 26, Letter = 7, Margin = 16;

    private const double SmallLetter = 5.75;

    private const string Style = """
          <style>
            text { font: 11.5px ui-monospace, "DejaVu Sans Mono", monospace; fill: #24292f; }
            .small { font-size: 9.5px; paint-order: stroke; stroke: #ffffff; stroke-width: 2px; } .cycle { fill: #57606a; font-size: 10px; text-anchor: middle; }
            .paper { fill: #ffffff; } .grid { stroke: #d8dee4; } .wave { fill: none; stroke: #0969da; stroke-width: 1.5; }
            .value { fill: #ddf4ff; stroke: #0969da; } .decode { fill: #eaeef2; } .wait { fill: #fff1cc; } .issue { fill: #2da44e; } .unit { fill: #dafbe1; }
            .box { fill: none; stroke: #57606a; } .span { fill: none; stroke: #bc4c00; } .guide { stroke: #bc4c00; stroke-dasharray: 2 3; } .formula { fill: #bc4c00; }
          </style>

        """;

    private readonly TimingFigure _figure;
    private readonly Timeline _timeline;
    private readonly StringBuilder _text = new();
    private readonly int _left;

    private TimingDrawing(TimingFigure figure, Timeline timeline)
    {
        _figure = figure;
        _timeline = timeline;
        _left = 20 + (Letter * timeline.Lanes.Max(l => l.Label.Length));
    }

    private int First => _figure.Cycles[0];

    private int Last => _figure.Cycles[1];

    private int Right => X(Last + 1);

    private int Below => Top + (Row * _timeline.Lanes.Count);

    /// <param name="source">The file that describes the figure.</param>
    public static string Draw(string source, TimingFigure figure, Timeline timeline)
    {
        var drawing = new TimingDrawing(figure, timeline);
        drawing.Frame(source);
        foreach (var (number, span) in figure.Spans.Index())
        {
            drawing.Span(span, drawing.Below + 14 + (SpanRow * number));
        }

        foreach (var (number, lane) in timeline.Lanes.Index())
        {
            drawing.Line(lane, Top + (Row * number));
        }

        return drawing._text.Append("</svg>\n").ToString();
    }

    private int X(int cycle) => _left + (Cell * (cycle - First));

    private void Add(string line) => _text.Append("  ").Append(line).Append('\n');

    private void Frame(string source)
    {
        var width = _figure.Spans.Select(End).Append(Right).Max() + Margin;
        var height = Below + (SpanRow * _figure.Spans.Count) + 12;
        var title = WebUtility.HtmlEncode(_figure.Title);
        _text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\">\n");
        Add($"<!-- Drawn from {source} and a run of the Verilog; 'make timing' draws it anew. -->");
        _text.Append(Style);
        Add($"<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>");
        for (var cycle = First; cycle <= Last + 1; cycle++)
        {
            Add($"<path class=\"grid\" d=\"M{X(cycle)} {Top - 8} V{Below}\"/>");
            if (cycle <= Last)
            {
                Add($"<text class=\"cycle\" x=\"{X(cycle) + (Cell / 2)}\" y=\"{Top - 14}\">{cycle}</text>");
            }
        }
    }

    private void Line(Lane lane, int y)
    {
        Add($"<text x=\"10\" y=\"{y + 15}\">{WebUtility.HtmlEncode(lane.Label)}</text>");
        switch (lane.Kind)
        {
            case LaneKind.Program:
                lane.Pulses.ToList().ForEach(p => Instruction(p, y));
                break;
            case LaneKind.Number:
                lane.Pulses.ToList().ForEach(p => Value(p, y));
                break;
            default:
                Level(lane, y);
                break;
        }
    }

    /// <summary>Its decode cycle, the cycles in which it waits, the one in which it issues, and those of its unit.</summary>
    private void Instruction(Pulse pulse, int y)
    {
        Part("decode", pulse.First, pulse.First);
        Part("wait", pulse.First + 1, Math.Min(pulse.Issue - 1, pulse.Last));
        Part("issue", pulse.Issue, Math.Min(pulse.Issue, pulse.Last));
        Part("unit", pulse.Issue + 1, pulse.Last);
        Add($"<rect class=\"box\" x=\"{X(pulse.First)}\" y=\"{y - 6}\" width=\"{Width(pulse)}\" height=\"{Height + 8}\"/>");
        Text(X(pulse.First) + 4, y + 5, Shortened(pulse), "start");

        void Part(string kind, int first, int last)
        {
            if (first <= last)
            {
                Add($"<rect class=\"{kind}\" x=\"{X(first)}\" y=\"{y + 10}\" width=\"{Cell * (last - first + 1)}\" height=\"12\"/>");
            }
        }
    }

    private void Value(Pulse pulse, int y)
    {
        var (left, right, middle) = (X(pulse.First), X(pulse.Last + 1), y + (Height / 2));
        Add($"<path class=\"value\" d=\"M{left} {middle} L{left + Slope} {y} H{right - Slope} L{right} {middle} L{right - Slope} {y + Height} H{left + Slope} Z\"/>");
        Text((left + right) / 2, middle + 4, pulse.Text, "middle");
    }

    private void Text(int x, int y, string text, string anchor, string kind = "small") =>
        Add($"<text class=\"{kind}\" text-anchor=\"{anchor}\" x=\"{x}\" y=\"{y}\">{WebUtility.HtmlEncode(text)}</text>");

    /// <summary>What there is room for.</summary>
    private static string Shortened(Pulse pulse)
    {
        var room = (int)((Width(pulse) - 6) / SmallLetter);
        return pulse.Text.Length <= room ? pulse.Text : pulse.Text[..(room - 1)] + "\u2026";
    }

    private static int Width(Pulse pulse) => Cell * (pulse.Last - pulse.First + 1);

    private void Level(Lane lane, int y)
    {
        var low = y + Height;
        var path = new StringBuilder(lane.Pulses is [var initial, ..] && initial.First == First ? $"M{_left} {y}" : $"M{_left} {low}");
        foreach (var pulse in lane.Pulses)
        {
            path.Append(pulse.First == First ? string.Empty : $" H{X(pulse.First)} L{X(pulse.First) + Slope} {y}");
            path.Append(pulse.Last == Last ? string.Empty : $" H{X(pulse.Last + 1)} L{X(pulse.Last + 1) + Slope} {low}");
        }

        Add($"<path class=\"wave\" d=\"{path} H{Right}\"/>");
    }

    private void Span(TimingSpan span, int y)
    {
        var (from, to) = (_timeline.Find(span.From), _timeline.Find(span.To));
        Assert.True(to - from == span.Cycles, $"{span.Label}: from '{span.From}' at {from} to '{span.To}' at {to} it is {to - from} cycles, not {span.Cycles}");
        var (left, right) = (X(from), X(to));
        Add($"<path class=\"guide\" d=\"M{left} {Top - 8} V{y + 4} M{right} {Top - 8} V{y + 4}\"/>");
        Add(from == to
            ? $"<circle class=\"span\" cx=\"{left}\" cy=\"{y}\" r=\"2.5\"/>"
            : $"<path class=\"span\" d=\"M{left} {y} H{right} M{left + 5} {y - 3} L{left} {y} L{left + 5} {y + 3} M{right - 5} {y - 3} L{right} {y} L{right - 5} {y + 3}\"/>");
        Text(right + 6, y + 4, span.Label, "start", "small formula");
    }

    /// <summary>Where the label of a span ends.</summary>
    private int End(TimingSpan span) => X(_timeline.Find(span.To)) + 6 + (int)(SmallLetter * span.Label.Length);
}
