using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Placement;

/// <summary>Where a layer's work is done.</summary>
/// <param name="Index">Of the layer in the network.</param>
public abstract record LayerPlacement(int Index, QuantizedLayer Layer)
{
    /// <summary>The cores that have a part of it, each once, in the order of the parts. They may lie anywhere.</summary>
    public abstract ImmutableArray<Place> Places { get; }

    /// <summary>For a layer that compute units and vector units can do: which was chosen; null otherwise.</summary>
    public UnitChoice? Choice { get; init; }
}

/// <summary>
/// A layer with weights, spread over compute units by im2col: core C(h, v) holds rows v*R.. of the kernels h*C... (Pelke et al., VLSI-SoC
/// 2023.) A layer with groups is a diagonal of such matrices; small ones share a unit.
/// </summary>
/// <param name="VerticalGroups">P_V: cores that add up one output vector.</param>
/// <param name="HorizontalGroups">P_H: cores that make different channels.</param>
/// <param name="Blocks">[h][v], h outermost.</param>
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

    /// <summary>The block of core C(h, v).</summary>
    public Block BlockAt(int horizontal, int vertical) => Blocks[(horizontal * VerticalGroups) + vertical];
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
    int UnitColumn = 0);

/// <summary>A layer with one channel to a group on the vector units of cores: each has some of the channels and some of the output positions.</summary>
/// <param name="ChunkChannels">Channels that a core handles at a time; it goes over its positions once for each chunk.</param>
/// <param name="Step">Channels that a vector unit handles in one step.</param>
/// <param name="Parts">One for each core.</param>
public sealed record ChannelPlacement(int Index, QuantizedConvolution Convolution, int ChunkChannels, int Step, ImmutableArray<ChannelPart> Parts)
    : LayerPlacement(Index, Convolution)
{
    /// <inheritdoc/>
    public override ImmutableArray<Place> Places { get; } = [.. Parts.Select(p => p.Place)];
}

/// <summary>Channels and output positions (in raster order) of a layer on one core.</summary>
public sealed record ChannelPart(Place Place, int FirstChannel, int Channels, int First, int Count);

/// <summary>A layer without weights, on the vector units of cores: its output positions in raster order, split over cores.</summary>
/// <param name="ChunkChannels">Channels that a core handles at a time; it goes over its positions once for each chunk.</param>
public sealed record VectorPlacement(int Index, QuantizedLayer VectorLayer, ImmutableArray<PositionRange> Ranges, int ChunkChannels)
    : LayerPlacement(Index, VectorLayer)
{
    /// <inheritdoc/>
    public override ImmutableArray<Place> Places { get; } = [.. Ranges.Select(r => r.Place).Distinct()];
}

/// <summary>Output positions First .. First + Count - 1 in raster order.</summary>
public sealed record PositionRange(Place Place, int First, int Count);
