using System.Collections.Immutable;
using System.Globalization;

namespace CimGen.Networks.Numpy;

/// <summary>The type of an array's elements, from a header's <c>descr</c> such as <c>&lt;f4</c>.</summary>
/// <param name="Name">As NumPy and messages call it.</param>
/// <param name="Bytes">Of one element; 0 when elements have no size of their own.</param>
internal readonly record struct NumpyType(string Name, int Bytes)
{
    public static NumpyType Float32 => new("float32", 4);

    public static NumpyType UInt8 => new("uint8", 1);

    /// <summary>All integers, the usual one first.</summary>
    public static ImmutableArray<NumpyType> Integers { get; } =
        [new("int64", 8), new("int32", 4), new("int16", 2), new("int8", 1), UInt8, new("uint16", 2), new("uint32", 4), new("uint64", 8)];

    /// <summary>A description that is no plain type: fields with names.</summary>
    public static NumpyType Structured => new("records with fields", 0);

    /// <returns>Null when the text describes no type.</returns>
    public static NumpyType? Parse(string description)
    {
        if (description.Length < 2 || description[0] is not ('<' or '>' or '|' or '='))
        {
            return null;
        }

        var count = 0;
        if (description.Length > 2 && !int.TryParse(description.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out count))
        {
            return description[1] is 'M' or 'm' ? new NumpyType("times", 0) : null;
        }

        if (description[1] is 'f' or 'i' or 'u' or 'c' && count is not (1 or 2 or 4 or 8 or 16 or 32))
        {
            return null;
        }

        var order = description[0] == '>' && count > 1 ? "big-endian " : "";
        return description[1] switch
        {
            'f' => new NumpyType($"{order}float{8 * count}", count),
            'i' => new NumpyType($"{order}int{8 * count}", count),
            'u' => new NumpyType($"{order}uint{8 * count}", count),
            'c' => new NumpyType($"{order}complex{8 * count}", count),
            'b' => new NumpyType("bool", 1),
            'S' or 'U' or 'a' => new NumpyType("text", 0),
            'O' => new NumpyType("Python objects", 0),
            'V' => new NumpyType("raw bytes", 0),
            'M' or 'm' => new NumpyType("times", 0),
            _ => null,
        };
    }
}
