using System.Globalization;

namespace CimGen.Fuzz.Running;

/// <summary>What came of a case. All but the first two are faults of CimGen.</summary>
internal enum Verdict
{
    /// <summary>Generated; golden model and integer reference agree.</summary>
    Built,

    /// <summary>Refused with diagnostics.</summary>
    Refused,

    /// <summary>An exception.</summary>
    Exception,

    /// <summary>A diagnostic that blames CimGen itself, or a message that cannot be printed.</summary>
    Diagnostic,

    /// <summary>More memory than <see cref="Limits.Memory"/>.</summary>
    Memory,

    /// <summary>More time than <see cref="Limits.Time"/>.</summary>
    Hang,

    /// <summary>The process ended.</summary>
    Death,
}

/// <summary>What a case may take.</summary>
internal static class Limits
{
    public const long Memory = 1L << 30;

    /// <summary>Of a processor.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(10);
}

/// <param name="Codes">Of the diagnostics, in order.</param>
/// <param name="Detail">What is wrong.</param>
internal sealed record Outcome(int Number, string Kind, Verdict Verdict, double Milliseconds, long PeakBytes, string Codes, string Detail)
{
    /// <summary>One line of fields between tabs.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Number}\t{Kind}\t{Verdict}\t{Milliseconds:f1}\t{PeakBytes}\t{Codes}\t{Detail}");

    /// <param name="fields">Of <see cref="Text"/>, behind a first one that says that a case has ended.</param>
    public static Outcome Parse(string[] fields) => new(
        int.Parse(fields[1], CultureInfo.InvariantCulture),
        fields[2],
        Enum.Parse<Verdict>(fields[3]),
        double.Parse(fields[4], CultureInfo.InvariantCulture),
        long.Parse(fields[5], CultureInfo.InvariantCulture),
        fields[6],
        fields[7]);

    public bool IsFault => Verdict is not (Verdict.Built or Verdict.Refused);
}
