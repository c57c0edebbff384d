using CimGen.Core.Diagnostics;

namespace CimGen.Stimuli;

/// <summary>Results of stimuli, which are ours: an error is a fault of the program.</summary>
public static class Results
{
    /// <exception cref="InvalidOperationException">There is an error.</exception>
    public static T Required<T>(this Result<T> result)
        where T : class => result.Ok ? result.Value : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
}
