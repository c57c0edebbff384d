using System.Collections.Frozen;
using System.Globalization;
using CimGen.Templating.Models;

namespace CimGen.Templating.Builtin.Rendering;

/// <summary>
/// The functions that can follow a pipe. All but <c>hex</c> are Scriban's own; <c>hex</c> is registered with the Scriban package.
/// </summary>
internal static class TemplateFunctions
{
    /// <summary>Longest text that padding makes.</summary>
    private const int MaxPadding = 1024;

    /// <summary>How many arguments follow each function's name.</summary>
    public static readonly FrozenDictionary<string, int> Arguments = new Dictionary<string, int>
    {
        ["array.join"] = 1,
        ["array.size"] = 0,
        ["hex"] = 1,
        ["string.pad_left"] = 1,
        ["string.pad_right"] = 1,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Calls a function with as many arguments as <see cref="Arguments"/> says.</summary>
    /// <param name="problem">What is wrong with the values, when the result is null.</param>
    public static object? Call(string name, object? piped, object?[] arguments, out string problem)
    {
        problem = "";
        return (name, piped, arguments) switch
        {
            ("array.size", object?[] list, _) => (long)list.Length,
            ("array.join", object?[] list, [string separator]) => Join(list, separator, out problem),
            ("hex", long value, [long digits]) => Hex(value, digits, out problem),
            ("string.pad_left", _, [long width]) when TemplateValue.TextOf(piped) is { } text => Pad(text.PadLeft, width, out problem),
            ("string.pad_right", _, [long width]) when TemplateValue.TextOf(piped) is { } text => Pad(text.PadRight, width, out problem),
            _ => Unsuitable(name, [piped, .. arguments], out problem),
        };
    }

    /// <summary>Lower-case hexadecimal digits, with leading zeros: the digits of a Verilog literal.</summary>
    /// <param name="value">Not negative: the width of a two's complement is not known here.</param>
    /// <param name="digits">1 to 16, enough for the value.</param>
    public static string? Hex(long value, long digits, out string problem)
    {
        var text = value.ToString("x", CultureInfo.InvariantCulture);
        problem = value < 0
            ? $"'hex' cannot write {value}: it is negative"
            : digits is < 1 or > 16
                ? $"'hex' writes 1 to 16 digits, not {digits}"
                : text.Length > digits ? $"'hex' cannot write {value} with {digits} digit(s)" : "";
        return problem.Length == 0 ? text.PadLeft((int)digits, '0') : null;
    }

    private static string? Pad(Func<int, string> pad, long width, out string problem)
    {
        var valid = width is >= 0 and <= MaxPadding;
        problem = valid ? "" : $"a width is 0 to {MaxPadding}, not {width}";
        return valid ? pad((int)width) : null;
    }

    private static string? Join(object?[] list, string separator, out string problem)
    {
        var texts = Array.ConvertAll(list, TemplateValue.TextOf);
        var index = Array.FindIndex(texts, text => text is null);
        problem = index < 0 ? "" : $"'array.join' cannot print element {index}, {TemplateValue.TypeName(list[index])}";
        return index < 0 ? string.Join(separator, texts) : null;
    }

    private static string? Unsuitable(string name, object?[] values, out string problem)
    {
        problem = $"'{name}' cannot work on {string.Join(" with ", values.Select(TemplateValue.TypeName))}";
        return null;
    }
}
