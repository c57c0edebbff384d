using CimGen.Machines;

namespace CimGen.Planning.Placement;

/// <summary>How a layer with one channel to a group is cut for vector units: into chunks of channels, and these into runs of output positions.</summary>
/// <param name="Channels">Of the layer.</param>
/// <param name="Positions">Of its output.</param>
/// <param name="ChunkChannels">Channels that a core handles at a time.</param>
/// <param name="ChunksPerCore">Chunks of a core, one after another.</param>
/// <param name="Slices">Runs of positions; each core has one of them.</param>
/// <param name="Step">Channels that a vector unit handles in one step.</param>
public readonly record struct ChannelGrid(int Channels, int Positions, int ChunkChannels, int ChunksPerCore, int Slices, int Step)
{
    /// <summary>Cores with different channels.</summary>
    public int Columns => DivideUp(Channels, ChannelsPerCore);

    /// <summary>Cores that the layer is on.</summary>
    public int Cores => Columns * Slices;

    /// <summary>Channels of a core; the last may have fewer.</summary>
    private int ChannelsPerCore => ChunkChannels * ChunksPerCore;

    /// <summary>All cuts for up to so many cores: fewer cores than chunks have several of them, more share the positions of one.</summary>
    /// <param name="offer">What a core can do.</param>
    public static IEnumerable<ChannelGrid> All(VectorOffer offer, int channels, int positions, int cores)
    {
        var whole = Whole(offer, channels, positions);
        for (var perCore = whole.ChunksPerCore; perCore >= 1; perCore--)
        {
            var grid = whole with { ChunksPerCore = perCore };
            if (grid.Cores <= cores)
            {
                yield return grid;
            }
        }

        var single = whole with { ChunksPerCore = 1 };
        for (var slices = 2; slices <= positions && single.Columns * slices <= cores; slices++)
        {
            yield return single with { Slices = slices };
        }
    }

    /// <summary>A core for each chunk, with all positions: it can go over them row by row.</summary>
    /// <param name="offer">What a core can do.</param>
    public static ChannelGrid ByChunks(VectorOffer offer, int channels, int positions) => Whole(offer, channels, positions) with { ChunksPerCore = 1 };

    /// <summary>All of it on one core, in even chunks.</summary>
    private static ChannelGrid Whole(VectorOffer offer, int channels, int positions)
    {
        var chunks = DivideUp(channels, offer.Channels);
        var even = DivideUp(DivideUp(channels, chunks), offer.Step) * offer.Step;
        return new ChannelGrid(channels, positions, Math.Min(even, channels), chunks, 1, offer.Step);
    }

    /// <summary>The parts, on places that are taken one after another.</summary>
    public IEnumerable<VectorPart> Parts(Func<Place> next)
    {
        for (var column = 0; column < Columns; column++)
        {
            var firstChannel = column * ChannelsPerCore;
            for (var slice = 0; slice < Slices; slice++)
            {
                var first = (int)((long)Positions * slice / Slices);
                yield return new VectorPart(
                    next(),
                    firstChannel,
                    Math.Min(ChannelsPerCore, Channels - firstChannel),
                    new PositionRuns(first, (int)((long)Positions * (slice + 1) / Slices) - first));
            }
        }
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
