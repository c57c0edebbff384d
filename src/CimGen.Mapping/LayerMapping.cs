using System.Collections.Immutable;
using CimGen.Networks.Quantized;

namespace CimGen.Mapping;

/// <summary>Where a layer's work is done.</summary>
/// <param name="Index">Of the layer in the network.</param>
public abstract record LayerMapping(int Index, QuantizedLayer Layer)
{
    /// <summary>The first of the layer's cores; they are numbered without gaps.</summary>
    public abstract int FirstCore { get; }

    /// <summary>Number of cores.</summary>
    public abstract int CoreCount { get; }
}

/// <summary>
/// A layer with weights, spread over crossbars by im2col: core C(h, v) = first + h * VerticalGroups + v holds rows v*R.. of the
/// kernels h*C... (Pelke et al., VLSI-SoC 2023.) Of a depthwise layer, core h holds rows and kernels h*min(R, C).. of the diagonal.
/// </summary>
/// <param name="VerticalGroups">P_V: cores that add up one output vector.</param>
/// <param name="HorizontalGroups">P_H: cores that make different channels.</param>
public sealed record MatrixMapping(
    int Index,
    QuantizedConvolution Convolution,
    int VerticalGroups,
    int HorizontalGroups,
    ImmutableArray<CrossbarTile> Tiles)
    : LayerMapping(Index, Convolution)
{
    public override int FirstCore => Tiles[0].Core;

    public override int CoreCount => Tiles.Length;

    public CrossbarTile Tile(int horizontal, int vertical) => Tiles[(horizontal * VerticalGroups) + vertical];
}

/// <summary>The part of a layer's weight matrix that one crossbar holds.</summary>
/// <param name="FirstRow">Row (ky * KX + kx) * KZ + kz of the im2col matrix on the crossbar's row 0.</param>
/// <param name="FirstKernel">Kernel on the crossbar's column 0.</param>
public sealed record CrossbarTile(int Core, int HorizontalGroup, int VerticalGroup, int FirstRow, int Rows, int FirstKernel, int Kernels);

/// <summary>A layer without weights, on the GPEUs: its output positions in raster order, split over cores.</summary>
/// <param name="ChunkChannels">Channels that a GPEU handles at a time; a core goes over its positions once for each chunk.</param>
public sealed record VectorMapping(int Index, QuantizedLayer VectorLayer, ImmutableArray<PositionRange> Ranges, int ChunkChannels)
    : LayerMapping(Index, VectorLayer)
{
    public override int FirstCore => Ranges[0].Core;

    public override int CoreCount => Ranges.Length;
}

/// <summary>Output positions First .. First + Count - 1 in raster order.</summary>
public sealed record PositionRange(int Core, int First, int Count);
