using System.Runtime.Intrinsics;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Networks.Execution;

/// <summary>
/// The sums of a quantized convolution: <c>bias + sum of w * q</c>, a window of the input by each kernel of its group. Sums are exact, so that their
/// order is free: some windows and kernels at a time keep what they share in registers.
/// </summary>
internal sealed class IntegerConvolution
{
    private readonly QuantizedConvolution _layer;
    private readonly FeatureShape _from;
    private readonly int _width;
    private readonly sbyte _padding;
    private readonly int _perKernel;
    private readonly int _channels;
    private readonly int _kernelsOfGroup;
    private readonly int _pitch;
    private readonly sbyte[] _column;

    /// <summary>Windows of a group, each followed by zeros: what is read behind a kernel counts nothing.</summary>
    private readonly sbyte[] _windows;

    /// <summary>The last kernels with room to read behind them, from kernel <see cref="_firstCopied"/> on.</summary>
    private readonly sbyte[] _copied;
    private readonly int _firstCopied;

    /// <summary>Of a depthwise layer: [KY, KX, K].</summary>
    private readonly sbyte[] _terms;

    /// <param name="from">Shape of the input.</param>
    /// <param name="to">Shape of the output.</param>
    /// <param name="padding">What positions outside the input read.</param>
    public IntegerConvolution(QuantizedConvolution layer, FeatureShape from, FeatureShape to, sbyte padding)
    {
        (_layer, _from, _width, _padding) = (layer, from, to.Width, padding);
        _perKernel = layer.Weights.Length / layer.Kernels;
        _channels = from.Channels / layer.Groups;
        _kernelsOfGroup = layer.Kernels / layer.Groups;
        _pitch = (_perKernel + IntegerTile.Step - 1) / IntegerTile.Step * IntegerTile.Step;
        Block = Math.Clamp((1 << 18) / _pitch, 1, 64);
        _column = new sbyte[_perKernel * layer.Groups];
        _windows = new sbyte[Block * _pitch * (IsDepthwise ? 0 : layer.Groups)];
        _firstCopied = Math.Max(0, ((layer.Weights.Length - IntegerTile.Step) / _perKernel) - IntegerTile.Kernels);
        _copied = new sbyte[layer.Weights.Length - (_firstCopied * _perKernel) + IntegerTile.Step];
        layer.Weights.AsSpan()[(_firstCopied * _perKernel)..].CopyTo(_copied);
        _terms = new sbyte[IsDepthwise ? layer.Weights.Length : 0];
        for (var i = 0; i < _terms.Length; i++)
        {
            _terms[i] = layer.Weights[(i % layer.Kernels * _perKernel) + (i / layer.Kernels)];
        }
    }

    /// <summary>Most positions of <see cref="Sums"/>.</summary>
    public int Block { get; }

    private bool IsDepthwise => _channels == 1 && _kernelsOfGroup == 1;

    /// <summary>The sums at <paramref name="count"/> output positions from the <paramref name="first"/> one on: [position][kernel].</summary>
    public void Sums(ReadOnlySpan<sbyte> map, int first, int count, Span<int> sums)
    {
        for (var i = 0; i < count; i++)
        {
            var column = _layer.Groups == 1 && !IsDepthwise ? _windows.AsSpan(i * _pitch, _perKernel) : _column;
            WindowWalk.Gather(map, _from, _layer.Window, (first + i) / _width, (first + i) % _width, _padding, column);
            var position = sums.Slice(i * _layer.Kernels, _layer.Kernels);
            _layer.Bias.AsSpan().CopyTo(position);
            if (IsDepthwise)
            {
                AddDepthwise(position);
                continue;
            }

            for (var group = 0; _layer.Groups > 1 && group < _layer.Groups; group++)
            {
                WindowWalk.Part<sbyte>(_column, _from.Channels, group * _channels, _channels, _windows.AsSpan(((group * Block) + i) * _pitch, _perKernel));
            }
        }

        for (var group = 0; !IsDepthwise && group < _layer.Groups; group++)
        {
            AddGroup(group, count, sums);
        }
    }

    /// <summary>All windows by all kernels of a group.</summary>
    private void AddGroup(int group, int count, Span<int> sums)
    {
        var kernel = group * _kernelsOfGroup;
        var end = kernel + _kernelsOfGroup;
        for (; IntegerTile.IsSupported && kernel + IntegerTile.Kernels <= end; kernel += IntegerTile.Kernels)
        {
            var weights = kernel >= _firstCopied ? _copied.AsSpan((kernel - _firstCopied) * _perKernel) : _layer.Weights.AsSpan()[(kernel * _perKernel)..];
            for (var i = 0; i < count; i += IntegerTile.Windows)
            {
                // The last window of an odd number is its own neighbour.
                var next = Math.Min(i + 1, count - 1);
                IntegerTile.Sums(Window(group, i), Window(group, next), weights, _perKernel, out var here, out var there);
                Add(here, sums.Slice((i * _layer.Kernels) + kernel, IntegerTile.Kernels));
                if (next > i)
                {
                    Add(there, sums.Slice((next * _layer.Kernels) + kernel, IntegerTile.Kernels));
                }
            }
        }

        for (; kernel < end; kernel++)
        {
            for (var i = 0; i < count; i++)
            {
                sums[(i * _layer.Kernels) + kernel] += IntegerReference.Dot(Window(group, i)[.._perKernel], _layer.Weights.AsSpan().Slice(kernel * _perKernel, _perKernel));
            }
        }
    }

    private static void Add(Vector128<int> more, Span<int> sums) => (Vector128.Create<int>(sums) + more).CopyTo(sums);

    private ReadOnlySpan<sbyte> Window(int group, int i) => _windows.AsSpan(((group * Block) + i) * _pitch, _pitch);

    /// <summary>Each channel by a kernel of its own: the terms of all channels at a time.</summary>
    private void AddDepthwise(Span<int> sums)
    {
        for (var term = 0; term < _perKernel; term++)
        {
            IntegerTile.MultiplyAdd(_column.AsSpan(term * sums.Length, sums.Length), _terms.AsSpan(term * sums.Length, sums.Length), sums);
        }
    }
}
