namespace CimGen.Machines;

/// <summary>What a feature map between two layers has room for.</summary>
public enum FeatureMapKind
{
    /// <summary>All of its rows.</summary>
    Whole,

    /// <summary>As many rows as keep all layers at work: a row takes the place of one that nobody needs any more.</summary>
    Rolling,

    /// <summary>The fewest rows with which no layer waits for ever.</summary>
    Smallest,
}
