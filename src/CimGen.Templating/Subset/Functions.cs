using System.Collections;
using System.Globalization;
using CimGen.Core.Diagnostics;

namespace CimGen.Templating.Subset;

/// <summary>The functions of the subset; each behaves as the Scriban function of its name.</summary>
internal static class Functions
{
    public static bool IsNamespace(string name) => name is "string" or "array";

    public static object Call(SourceLocation at, string name, object[] arguments) => (name, arguments) switch
    {
        ("string.pad_left", [var text, long width]) => Text(text).PadLeft((int)width),
        ("string.pad_right", [var text, long width]) => Text(text).PadRight((int)width),
        ("string.upcase", [string text]) => text.ToUpperInvariant(),
        ("string.downcase", [string text]) => text.ToLowerInvariant(),
        ("array.size", [IEnumerable items and not string]) => (long)items.Cast<object>().Count(),
        _ => throw new TemplateException(TemplateDiagnostics.Type(
            at, $"there is no function '{name}' for these arguments; see docs/templates.md for the functions")),
    };

    /// <summary>A value as a template prints it.</summary>
    public static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };
}
