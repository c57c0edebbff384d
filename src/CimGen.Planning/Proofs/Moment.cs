namespace CimGen.Planning.Proofs;

/// <summary>A point in a core's program: what is certainly over for those who hear of it.</summary>
/// <param name="Epoch">The last epoch of the core that is over.</param>
/// <param name="Seen">What the core had seen of other cores.</param>
internal readonly record struct Moment(int Core, int Epoch, Epochs Seen)
{
    /// <summary>Whether it certainly comes after another.</summary>
    public bool IsAfter(in Moment other) => Core == other.Core ? Epoch >= other.Epoch : Seen[other.Core] >= other.Epoch;
}
