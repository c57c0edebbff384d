using CimGen.Core.Diagnostics;

namespace CimGen.Core.Yaml;

/// <summary>Text from untrusted files inside messages.</summary>
public static class Quotation
{
    private const int Longest = 80;

    /// <summary>The text, shortened, on one line.</summary>
    public static string Of(string text) => Printable.Line(text.Length <= Longest ? text : text[..Longest] + "...");
}
