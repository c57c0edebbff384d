namespace CimGen.Core.Yaml;

/// <summary>Text from untrusted files inside messages.</summary>
public static class Quotation
{
    private const int Longest = 80;

    /// <summary>The text, shortened, with '?' for line breaks and other control characters (they could garble a terminal).</summary>
    public static string Of(string text)
    {
        var shortened = text.Length <= Longest ? text : text[..Longest] + "...";
        return string.Concat(shortened.Select(c => char.IsControl(c) ? '?' : c));
    }
}
