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
    public bool IsFault => Verdict is not (Verdict.Built or Verdict.Refused);
}
