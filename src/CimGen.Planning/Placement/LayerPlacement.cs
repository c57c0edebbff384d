using System.Collections.Immutable;
using System.Globalization;
using CimGen.Machines;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;

namespace CimGen.Planning.Placement;

/// <summary>Where a layer's work is done.</summary>
/// <param name="Index">Of the layer in the network.</param>
public abstract record LayerPlacement(int Index, QuantizedLayer Layer)
{
    /// <summary>The cores that have a part of it, each once, in the order of the parts. They may lie anywhere.</summary>
    public abstract ImmutableArray<Place> Places { get; }

    /// <summary>How often all of the layer is there, and how replicas share its output positions.</summary>
    public ReplicaGrid Replicas { get; init; } = ReplicaGrid.One;

    /// <summary>For a layer that compute units and vector units can do: which was chosen; null otherwise.</summary>
    public UnitChoice? Choice { get; init; }

    /// <summary>Predicted, where the layer goes row by row.</summary>
    public RowTimes Times { get; init; }
}

/// <summary>
/// A layer with weights, spread over compute units by im2col: core C(h, v) holds rows v*R.. of the kernels h*C... (Pelke et al., VLSI-SoC
/// 2023.) A layer with groups is a diagonal of such matrices; small ones share a unit.
/// </summary>
/// <param name="VerticalGroups">P_V: cores that add up one output vector.</param>
/// <param name="HorizontalGroups">P_H: cores that make different channels.</param>
/// <param name="Blocks">[r][h][v], replicas outermost.</param>
public sealed record MatrixPlacement(
    int Index,
    QuantizedConvolution Convolution,
    int VerticalGroups,
    int HorizontalGroups,
    ImmutableArray<Block> Blocks)
    : LayerPlacement(Index, Convolution)
{
    /// <inheritdoc/>
    public override ImmutableArray<Place> Places { get; } = [.. Blocks.Select(b => b.Place).Distinct()];

    /// <summary>The block of core C(h, v), of the first replica or another.</summary>
    public Block BlockAt(int horizontal, int vertical, int replica = 0) => Blocks[(((replica * HorizontalGroups) + horizontal) * VerticalGroups) + vertical];
}

/// <summary>The part of a layer's weight matrix that lies on one compute unit.</summary>
/// <param name="FirstRow">Row (ky * KX + kx) * Channels + kz of the im2col matrix on the unit's row <paramref name="UnitRow"/>.</param>
/// <param name="FirstKernel">Kernel on the unit's column <paramref name="UnitColumn"/>.</param>
/// <param name="FirstChannel">Of the input channels that the matrix is over.</param>
/// <param name="Channels">Their number: all, or those of the layer's groups on the unit.</param>
public sealed record Block(
    Place Place,
    int HorizontalGroup,
    int VerticalGroup,
    int FirstRow,
    int Rows,
    int FirstKernel,
    int Kernels,
    int FirstChannel,
    int Channels,
    int UnitRow = 0,
    int UnitColumn = 0,
    int Replica = 0);

/// <summary>A layer whose work is split into channels and output positions, for the vector units of cores.</summary>
/// <param name="ChunkChannels">Channels that a core handles at a time; it goes over its positions once for each chunk.</param>
/// <param name="Parts">One for each core.</param>
public abstract record SplitPlacement(int Index, QuantizedLayer Split, int ChunkChannels, ImmutableArray<VectorPart> Parts)
    : LayerPlacement(Index, Split)
{
    /// <inheritdoc/>
    public override ImmutableArray<Place> Places { get; } = [.. Parts.Select(p => p.Place).Distinct()];
}

/// <summary>A layer with one channel to a group on vector units.</summary>
/// <param name="Step">Channels that a vector unit handles in one step.</param>
public sealed record ChannelPlacement(int Index, QuantizedConvolution Convolution, int ChunkChannels, int Step, ImmutableArray<VectorPart> Parts)
    : SplitPlacement(Index, Convolution, ChunkChannels, Parts);

/// <summary>A layer without weights.</summary>
public sealed record VectorPlacement(int Index, QuantizedLayer VectorLayer, ImmutableArray<VectorPart> Parts, int ChunkChannels)
    : SplitPlacement(Index, VectorLayer, ChunkChannels, Parts);

/// <summary>Channels and output positions of a layer on one core.</summary>
/// <param name="Replica">Which one the core belongs to; the positions are those of its rows.</param>
public sealed record VectorPart(Place Place, int FirstChannel, int Channels, PositionRuns Positions, int Replica = 0);

/// <summary>Runs of output positions in raster order: so many from the first one on, and the same again at a distance, and again.</summary>
/// <param name="Length">Positions of a run.</param>
/// <param name="Count">Runs.</param>
/// <param name="Distance">From the beginning of a run to that of the next.</param>
/// <param name="Step">From a position of a run to the next.</param>
public readonly record struct PositionRuns(int First, int Length, int Count = 1, int Distance = 0, int Step = 1)
{
    /// <summary>Positions of all runs.</summary>
    public int Total => Length * Count;

    /// <summary>The n-th position.</summary>
    public int this[int n] => First + (n / Length * Distance) + (n % Length * Step);

    /// <summary>For dumps: <c>0+7</c>, <c>0+7 every 14, 3 times</c>, or <c>0+3 by 2 every 14, 3 times</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{First}+{Length}{(Step > 1 ? string.Create(CultureInfo.InvariantCulture, $" by {Step}") : "")}{(Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" every {Distance}, {Count} times") : "")}");
}
