using System.Collections.Immutable;
using CimGen.Machines;

namespace CimGen.Planning.Dataflow;

/// <summary>
/// What flows from the tasks of a layer to those of another in tokens. A layer that waits for another to be complete is the case of one
/// token: all of the feature map, with room for one.
/// </summary>
/// <param name="Kind">What a token stands for.</param>
/// <param name="Producer">Index of the layer that sends tokens.</param>
/// <param name="Consumer">Index of the layer that waits for them.</param>
/// <param name="Producers">Places whose tasks send; a token is there when all of them have sent it.</param>
/// <param name="Tokens">Tokens per image.</param>
/// <param name="Capacity">Tokens that there is room for.</param>
public sealed record Channel(ChannelKind Kind, int Producer, int Consumer, ImmutableArray<Place> Producers, int Tokens, int Capacity)
{
    /// <summary>CALLs that the tokens of an image come to at each place that waits.</summary>
    public int Calls => Producers.Length * Tokens;
}

/// <summary>What a token stands for.</summary>
public enum ChannelKind
{
    /// <summary>Values that the consumer reads.</summary>
    Data,

    /// <summary>Memory that the producer needs no more and the consumer overwrites.</summary>
    Room,
}
