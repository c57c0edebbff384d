using System.Buffers;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Execution;

/// <summary>
/// A convolution in floating point, ready to run on any number of feature maps, also at the same time. An output is
/// <c>bias + w[0] * x[0] + w[1] * x[1] + ...</c> from left to right, each step rounded once: vectors span kernels, never the terms of a sum, so that
/// results are equal on every machine. Where there is a single window, see <see cref="FloatDot"/>.
/// </summary>
internal sealed class FloatConvolution
{
    /// <summary>Windows that are gathered at a time: enough to use what is loaded of the kernels many times.</summary>
    private const int MaxRows = 64;

    /// <summary>Values of the gathered windows, at most; they stay in the second cache.</summary>
    private const int MaxGathered = 1 << 18;

    /// <summary>Terms of a sum that are added in one go, so that a block of kernels stays in the first cache.</summary>
    private const int Panel = 256;

    private readonly Convolution _layer;
    private readonly FeatureShape _from;
    private readonly FeatureShape _to;
    private readonly int _perKernel;
    private readonly int _channels;
    private readonly int _kernelsOfGroup;
    private readonly int _blocks;

    /// <summary>Of each group, of each block of <see cref="FloatTile.Kernels"/>: [term][kernel of the block]. Of a depthwise layer: [term][kernel].</summary>
    private readonly float[] _packed;

    public FloatConvolution(Convolution layer, FeatureShape from, FeatureShape to)
    {
        (_layer, _from, _to) = (layer, from, to);
        _perKernel = layer.Weights.Length / layer.Kernels;
        _channels = from.Channels / layer.Groups;
        _kernelsOfGroup = layer.Kernels / layer.Groups;
        _blocks = (_kernelsOfGroup + FloatTile.Kernels - 1) / FloatTile.Kernels;
        _packed = IsDepthwise ? Transposed(layer.Weights.AsSpan(), layer.Kernels, layer.Kernels, _perKernel)
            : HasOneWindow ? []
            : Packed();
    }

    private bool IsDepthwise => _channels == 1 && _kernelsOfGroup == 1 && _layer.Groups > 1;

    private bool HasOneWindow => _to.Height * _to.Width == 1 && _layer.Groups == 1;

    /// <param name="map">HWC.</param>
    /// <param name="output">HWC, before the activation; all of it is written.</param>
    public void Run(float[] map, float[] output)
    {
        if (IsDepthwise)
        {
            RunDepthwise(map, output);
        }
        else if (HasOneWindow)
        {
            RunOnWindow(map, output);
        }
        else
        {
            RunOnBlocks(map, output);
        }
    }

    private float[] Packed()
    {
        var packed = new float[_layer.Groups * _blocks * _perKernel * FloatTile.Kernels];
        for (var block = 0; block < _layer.Groups * _blocks; block++)
        {
            var first = block % _blocks * FloatTile.Kernels;
            var kernels = Math.Min(FloatTile.Kernels, _kernelsOfGroup - first);
            var weights = _layer.Weights.AsSpan().Slice(((block / _blocks * _kernelsOfGroup) + first) * _perKernel, kernels * _perKernel);
            Transpose(weights, kernels, FloatTile.Kernels, _perKernel, packed.AsSpan(block * _perKernel * FloatTile.Kernels));
        }

        return packed;
    }

    private static float[] Transposed(ReadOnlySpan<float> weights, int kernels, int width, int perKernel)
    {
        var transposed = new float[width * perKernel];
        Transpose(weights, kernels, width, perKernel, transposed);
        return transposed;
    }

    /// <summary>[kernel][term] to [term][kernel], in squares that fit the first cache.</summary>
    private static void Transpose(ReadOnlySpan<float> weights, int kernels, int width, int perKernel, Span<float> target)
    {
        const int Square = 16;
        for (var from = 0; from < perKernel; from += Square)
        {
            var to = Math.Min(from + Square, perKernel);
            for (var k = 0; k < kernels; k++)
            {
                var kernel = weights.Slice(k * perKernel, perKernel);
                for (var i = from; i < to; i++)
                {
                    target[(i * width) + k] = kernel[i];
                }
            }
        }
    }

    private void RunOnBlocks(float[] map, float[] output)
    {
        var positions = _to.Height * _to.Width;
        var window = _perKernel * _layer.Groups;
        var most = Math.Clamp(MaxGathered / _perKernel, FloatTile.Rows, MaxRows) / FloatTile.Rows * FloatTile.Rows;
        var capacity = Math.Min(most, positions + FloatTile.Rows - 1);
        var column = ArrayPool<float>.Shared.Rent(window);
        var windows = ArrayPool<float>.Shared.Rent(capacity * window);
        var sums = ArrayPool<float>.Shared.Rent(most * FloatTile.Kernels);
        for (var first = 0; first < positions; first += most)
        {
            var rows = Math.Min(most, positions - first);
            for (var row = 0; row < rows; row++)
            {
                Gather(map, first + row, column.AsSpan(0, window), windows, row, capacity);
            }

            for (var group = 0; group < _layer.Groups; group++)
            {
                var rowsOfGroup = windows.AsSpan(group * capacity * _perKernel, capacity * _perKernel);
                for (var block = 0; block < _blocks; block++)
                {
                    MultiplyBlock(rowsOfGroup, rows, group, block, sums);
                    Store(sums, rows, first, (group * _kernelsOfGroup) + (block * FloatTile.Kernels), Math.Min(FloatTile.Kernels, _kernelsOfGroup - (block * FloatTile.Kernels)), output);
                }
            }
        }

        ArrayPool<float>.Shared.Return(column);
        ArrayPool<float>.Shared.Return(windows);
        ArrayPool<float>.Shared.Return(sums);
    }

    /// <summary>A window to its row: [group][row][term].</summary>
    private void Gather(float[] map, int position, Span<float> column, float[] windows, int row, int rows)
    {
        if (_layer.Groups == 1)
        {
            WindowWalk.Gather<float>(map, _from, _layer.Window, position / _to.Width, position % _to.Width, 0f, windows.AsSpan(row * _perKernel, _perKernel));
            return;
        }

        WindowWalk.Gather<float>(map, _from, _layer.Window, position / _to.Width, position % _to.Width, 0f, column);
        for (var group = 0; group < _layer.Groups; group++)
        {
            WindowWalk.Part<float>(column, _from.Channels, group * _channels, _channels, windows.AsSpan(((group * rows) + row) * _perKernel, _perKernel));
        }
    }

    /// <summary>All windows by one block of kernels. Rows behind the last one hold anything and their sums are not used.</summary>
    private void MultiplyBlock(ReadOnlySpan<float> windows, int rows, int group, int block, Span<float> sums)
    {
        var bias = _layer.Bias.AsSpan().Slice((group * _kernelsOfGroup) + (block * FloatTile.Kernels), Math.Min(FloatTile.Kernels, _kernelsOfGroup - (block * FloatTile.Kernels)));
        var tiles = (rows + FloatTile.Rows - 1) / FloatTile.Rows;
        for (var row = 0; row < tiles * FloatTile.Rows; row++)
        {
            bias.CopyTo(sums[(row * FloatTile.Kernels)..]);
        }

        var kernels = _packed.AsSpan(((group * _blocks) + block) * _perKernel * FloatTile.Kernels, _perKernel * FloatTile.Kernels);
        for (var term = 0; term < _perKernel; term += Panel)
        {
            var terms = Math.Min(Panel, _perKernel - term);
            for (var tile = 0; tile < tiles; tile++)
            {
                var first = tile * FloatTile.Rows;
                FloatTile.Multiply(
                    windows.Slice(first * _perKernel, FloatTile.Rows * _perKernel)[term..],
                    _perKernel,
                    kernels.Slice(term * FloatTile.Kernels, terms * FloatTile.Kernels),
                    sums.Slice(first * FloatTile.Kernels, FloatTile.Rows * FloatTile.Kernels));
            }
        }
    }

    private void Store(ReadOnlySpan<float> sums, int rows, int position, int kernel, int kernels, Span<float> output)
    {
        for (var row = 0; row < rows; row++)
        {
            sums.Slice(row * FloatTile.Kernels, kernels).CopyTo(output[(((position + row) * _layer.Kernels) + kernel)..]);
        }
    }

    /// <summary>Each channel with its own kernel.</summary>
    private void RunDepthwise(float[] map, float[] output)
    {
        var column = new float[_perKernel * _layer.Groups];
        for (var position = 0; position < _to.Height * _to.Width; position++)
        {
            WindowWalk.Gather<float>(map, _from, _layer.Window, position / _to.Width, position % _to.Width, 0f, column);
            var pixel = output.AsSpan(position * _layer.Kernels, _layer.Kernels);
            _layer.Bias.AsSpan().CopyTo(pixel);
            for (var term = 0; term < _perKernel; term++)
            {
                FloatTile.MultiplyAdd(column.AsSpan(term * _layer.Kernels, _layer.Kernels), _packed.AsSpan(term * _layer.Kernels, _layer.Kernels), pixel);
            }
        }
    }

    private void RunOnWindow(float[] map, float[] output)
    {
        var column = new float[_perKernel];
        WindowWalk.Gather<float>(map, _from, _layer.Window, 0, 0, 0f, column);
        for (var k = 0; k < _layer.Kernels; k++)
        {
            output[k] = _layer.Bias[k] + FloatDot.Of(column, _layer.Weights.AsSpan().Slice(k * _perKernel, _perKernel));
        }
    }
}
