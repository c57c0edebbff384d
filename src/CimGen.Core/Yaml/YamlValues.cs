using System.Globalization;
using System.Numerics;
using CimGen.Core.Diagnostics;

namespace CimGen.Core.Yaml;

/// <summary>Turns nodes into typed values. A value that cannot be had is null and reported.</summary>
internal static class YamlValues
{
    /// <summary>More digits than any range needs; keeps the conversion of hostile input cheap.</summary>
    private const int MostDigits = 40;

    public static int? Integer(YamlNode node, string subject, int min, int max, DiagnosticBag diagnostics)
    {
        if (node is not YamlScalar { IsPlain: true } scalar || !IsInteger(scalar.Text))
        {
            diagnostics.Add(CoreDiagnostics.ReportWrongType(node.Location, subject, "an integer", node.Describe()));
            return null;
        }

        if (scalar.Text.Length > MostDigits
            || BigInteger.Parse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) is var value && (value < min || value > max))
        {
            diagnostics.Add(CoreDiagnostics.ReportOutOfRange(node.Location, subject, scalar.Quotation, Invariant(min), Invariant(max)));
            return null;
        }

        return int.Parse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    public static int? IntegerOf(YamlNode node, string subject, IReadOnlyCollection<int> allowed, DiagnosticBag diagnostics)
    {
        if (node is not YamlScalar { IsPlain: true } scalar || !IsInteger(scalar.Text))
        {
            diagnostics.Add(CoreDiagnostics.ReportWrongType(node.Location, subject, "an integer", node.Describe()));
            return null;
        }

        if (int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && allowed.Contains(value))
        {
            return value;
        }

        diagnostics.Add(CoreDiagnostics.ReportUnknownValue(node.Location, subject, scalar.Quotation, allowed.Select(Invariant)));
        return null;
    }

    public static double? Number(YamlNode node, string subject, double min, double max, DiagnosticBag diagnostics)
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (node is not YamlScalar { IsPlain: true } scalar
            || !scalar.Text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '.' or 'e' or 'E')
            || !double.TryParse(scalar.Text, styles, CultureInfo.InvariantCulture, out var value))
        {
            diagnostics.Add(CoreDiagnostics.ReportWrongType(node.Location, subject, "a number", node.Describe()));
            return null;
        }

        if (double.IsFinite(value) && value >= min && value <= max)
        {
            return value;
        }

        diagnostics.Add(CoreDiagnostics.ReportOutOfRange(node.Location, subject, scalar.Quotation, Invariant(min), Invariant(max)));
        return null;
    }

    public static bool? Boolean(YamlNode node, string subject, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case YamlScalar { IsPlain: true, Text: "true" }:
                return true;
            case YamlScalar { IsPlain: true, Text: "false" }:
                return false;
            default:
                diagnostics.Add(CoreDiagnostics.ReportWrongType(node.Location, subject, "true or false", node.Describe()));
                return null;
        }
    }

    public static string? Text(YamlNode node, string subject, DiagnosticBag diagnostics)
    {
        if (node is YamlScalar { IsNull: false } scalar && scalar.Text.Length > 0)
        {
            return scalar.Text;
        }

        var found = node is YamlScalar ? "empty" : node.Describe();
        diagnostics.Add(CoreDiagnostics.ReportWrongType(node.Location, subject, "text", found));
        return null;
    }

    public static T? Enum<T>(YamlNode node, string subject, DiagnosticBag diagnostics)
        where T : struct, Enum
    {
        if (node is not YamlScalar { IsNull: false } scalar)
        {
            diagnostics.Add(CoreDiagnostics.ReportWrongType(node.Location, subject, $"one of: {string.Join(", ", EnumNames.All<T>())}", node.Describe()));
            return null;
        }

        if (EnumNames.Parse<T>(scalar.Text) is { } value)
        {
            return value;
        }

        diagnostics.Add(CoreDiagnostics.ReportUnknownValue(node.Location, subject, scalar.Quotation, EnumNames.All<T>()));
        return null;
    }

    private static bool IsInteger(string text)
    {
        var digits = text.AsSpan(text.StartsWith('-') || text.StartsWith('+') ? 1 : 0);
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9');
    }

    private static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(double value) => value.ToString(CultureInfo.InvariantCulture);
}
