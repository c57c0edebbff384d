namespace CimGen.Flow;

/// <summary>Tells the user that something goes on.</summary>
public interface IProgressReport
{
    /// <summary>Does work that may take long, saying what it is. The work may report how far it is.</summary>
    T During<T>(string what, Func<IProgress<Progress>, T> work);
}

/// <summary>How far a step is.</summary>
/// <param name="Share">0 to 1.</param>
/// <param name="Detail">Where it is, for people.</param>
public readonly record struct Progress(double Share, string Detail);
