using CimGen.Flow;

namespace CimGen.Bench;

/// <summary>Says on stderr what goes on.</summary>
public sealed class ConsoleProgress : IProgressReport
{
    /// <summary>The share of the points that are done; only a terminal can write over it.</summary>
    public static void Share(double share)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write(FormattableString.Invariant($"\r{share:p0} of the points{(share < 1 ? string.Empty : "\n")}"));
        }
    }

    public T During<T>(string what, Func<IProgress<Progress>, T> work)
    {
        Console.Error.Write($"{what}; ");
        return work(new Progress<Progress>());
    }
}
