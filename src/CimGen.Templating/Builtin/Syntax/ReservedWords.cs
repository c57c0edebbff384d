using System.Collections.Frozen;

namespace CimGen.Templating.Builtin.Syntax;

/// <summary>Names that mean something to Scriban and therefore cannot be variables. As members (<c>a.end</c>) they are fine.</summary>
internal static class ReservedWords
{
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.Ordinal,
        "if", "else", "end", "for", "in", "true", "false", "null", "include", "hex",
        "array", "date", "html", "json", "math", "object", "regex", "string", "timespan",
        "break", "capture", "case", "continue", "do", "func", "import", "include_join", "readonly", "ret", "tablerow", "this", "when",
        "while", "with", "wrap", "empty", "blank");

    public static bool Contains(string name) => Words.Contains(name);
}
