using System.Collections.Immutable;

namespace CimGen.Core.Tools;

/// <summary>A program of others, and how it is started.</summary>
/// <param name="Program">A name that PATH finds, or a path.</param>
/// <param name="Arguments">Each as it is; no shell reads them.</param>
public sealed record ToolStart(string Program, params IEnumerable<string> Arguments)
{
    /// <summary>Where it works; null for the current folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Variables that it gets; one that is null is taken away from it.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>Time after which it is stopped; null for none.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>What is to be done when this process has to end, and the program with it.</summary>
    public Action? OnTermination { get; init; }
}
