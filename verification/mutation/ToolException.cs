using CimGen.Core.Diagnostics;

namespace CimGen.Mutation;

/// <summary>A tool that the mutation needs is missing or failed, or what it works with is wrong. It ends the run.</summary>
public sealed class ToolException(string message) : Exception(message);

/// <summary>Results that have to be.</summary>
internal static class Results
{
    /// <exception cref="ToolException">There is an error.</exception>
    public static T OrThrow<T>(this Result<T> result)
        where T : class => result.Ok ? result.Value : throw new ToolException(string.Join('\n', result.Diagnostics));
}
