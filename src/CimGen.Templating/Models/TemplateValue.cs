using System.Collections;
using System.Globalization;

namespace CimGen.Templating.Models;

/// <summary>
/// The values that templates know: null, bool, long, string, list (<c>object?[]</c>) and <see cref="TemplateObject"/>.
/// Both engines see models through this one conversion, so a model cannot mean two things.
/// </summary>
internal static class TemplateValue
{
    /// <summary>The template's view of a C# value. Lists are copied one level deep; objects are read when used.</summary>
    public static object? From(object? value) => value switch
    {
        null or bool or long or string or TemplateObject or UnsupportedValue or object?[] { Length: 0 } => value,
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong number when number <= long.MaxValue => (long)number,
        char character => character.ToString(),
        Enum or IFormattable => new UnsupportedValue(value.GetType()),
        IDictionary or IReadOnlyDictionary<string, object?> => TemplateObject.Of(value),
        IEnumerable list => list.Cast<object?>().Select(From).ToArray(),
        _ => TemplateObject.Of(value),
    };

    /// <summary>How a diagnostic calls a value's type.</summary>
    public static string TypeName(object? value) => value switch
    {
        null => "null",
        bool => "a boolean",
        long => "an integer",
        string => "a string",
        object?[] => "a list",
        UnsupportedValue unsupported => $"a value of type {unsupported.Type.Name}",
        _ => "an object",
    };

    /// <summary>The text of a value that can be printed; null of any other.</summary>
    public static string? TextOf(object? value) => value switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        bool boolean => boolean ? "true" : "false",
        _ => null,
    };
}
