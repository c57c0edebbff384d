using System.Text;

namespace CimGen.Core.Yaml;

/// <summary>Names of enum values as files spell them: <c>MaxPool</c> is <c>max-pool</c>.</summary>
public static class EnumNames
{
    /// <summary>The spelling of one value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => KebabCase(value.ToString());

    /// <summary>The spellings of all values, in the order of declaration.</summary>
    public static IEnumerable<string> All<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(Of);

    /// <summary>The value of that spelling, exactly; null when there is none.</summary>
    public static T? Parse<T>(string name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == name)
            {
                return value;
            }
        }

        return null;
    }

    private static string KebabCase(string pascalCase)
    {
        var name = new StringBuilder();
        foreach (var letter in pascalCase)
        {
            if (char.IsAsciiLetterUpper(letter) && name.Length > 0)
            {
                name.Append('-');
            }

            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }
}
