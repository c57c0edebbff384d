using CimGen.Core.Diagnostics;

namespace CimGen.Networks.Tests;

/// <summary>One bad input and what has to be said about it.</summary>
internal static class BadInput
{
    /// <summary>Exactly these codes in this order, every message with advice behind a semicolon.</summary>
    public static IReadOnlyList<Diagnostic> AssertReported<T>(Result<T> result, params string[] codes)
        where T : class
    {
        Assert.False(result.Ok);
        Assert.Equal(codes, result.Diagnostics.Select(d => d.Code));
        Assert.All(result.Diagnostics, d => Assert.Matches("^[^;]+.*; .+", d.Message));
        return result.Diagnostics;
    }
}
