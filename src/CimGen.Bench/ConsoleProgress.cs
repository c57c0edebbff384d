using CimGen.Flow;

namespace CimGen.Bench;

/// <summary>Says on stderr what goes on.</summary>
public sealed class ConsoleProgress : IProgressReport
{
    public T During<T>(string what, Func<IProgress<Progress>, T> work)
    {
        Console.Error.Write($"{what}; ");
        return work(new Progress<Progress>());
    }
}
