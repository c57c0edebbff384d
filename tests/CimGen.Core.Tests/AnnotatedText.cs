using CimGen.Core.Diagnostics;

namespace CimGen.Core.Tests;

/// <summary>Text in which <c>&lt;&lt;</c> and <c>&gt;&gt;</c> mark where a diagnostic is expected to point.</summary>
public sealed record AnnotatedText(string Text, int Line, int Column)
{
    private const string Open = "<<";
    private const string Close = ">>";

    public static AnnotatedText Parse(string marked)
    {
        var start = marked.IndexOf(Open, StringComparison.Ordinal);
        Assert.True(start >= 0 && marked.IndexOf(Close, StringComparison.Ordinal) > start, "the text marks no span");
        var before = marked[..start];
        return new AnnotatedText(
            marked.Replace(Open, "").Replace(Close, ""),
            before.Count(c => c == '\n') + 1,
            start - before.LastIndexOf('\n'));
    }

    /// <summary>Exactly one diagnostic, at the mark.</summary>
    public Diagnostic AssertOnly(IReadOnlyList<Diagnostic> diagnostics, string code)
    {
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Equal((Line, Column), (diagnostic.Location.Line, diagnostic.Location.Column));
        Assert.Contains(';', diagnostic.Message);
        return diagnostic;
    }
}
