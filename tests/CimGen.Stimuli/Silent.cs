using CimGen.Flow;

namespace CimGen.Stimuli;

/// <summary>Says nothing of what goes on.</summary>
public sealed class Silent : IProgressReport
{
    public T During<T>(string what, Func<IProgress<Progress>, T> work) => work(new Progress<Progress>());
}
