using System.Buffers.Binary;
using System.Collections.Immutable;
using CimGen.Planning.Placement;
using ImmutableCollectionsMarshal = System.Runtime.InteropServices.ImmutableCollectionsMarshal;

namespace CimGen.Planning.Memory;

/// <summary>
/// Parameters of a layer with one channel to a group on vector units, chunk by chunk: biases, weights tap by tap, and words of requantization, each
/// for as many channels as whole steps of the unit have.
/// </summary>
public sealed record ChannelParameters(ChannelPlacement Placement)
{
    private const int WordBytes = sizeof(int);

    /// <summary>Weights of a channel.</summary>
    public int Taps => Placement.Convolution.Window.KernelY * Placement.Convolution.Window.KernelX;

    /// <summary>Bytes from one chunk to the next.</summary>
    public int ChunkBytes => DotBytes(Padded(Placement.ChunkChannels)) + (WordBytes * Padded(Placement.ChunkChannels));

    /// <summary>Bytes of all chunks.</summary>
    public int Bytes => ChunkBytes * Chunks;

    private int Chunks => (Placement.Convolution.Kernels + Placement.ChunkChannels - 1) / Placement.ChunkChannels;

    /// <summary>Channels, rounded up to whole steps.</summary>
    public int Padded(int channels) => (channels + Placement.Step - 1) / Placement.Step * Placement.Step;

    /// <summary>Bytes of biases and weights; the words of requantization lie behind them.</summary>
    /// <param name="padded">Channels, in whole steps.</param>
    public int DotBytes(int padded) => padded * (WordBytes + Taps);

    /// <summary>The contents of memory.</summary>
    public ImmutableArray<byte> Contents()
    {
        var (layer, bytes) = (Placement.Convolution, new byte[Bytes]);
        for (var channel = 0; channel < layer.Kernels; channel++)
        {
            var (chunk, place) = Math.DivRem(channel, Placement.ChunkChannels);
            var pitch = Padded(Math.Min(Placement.ChunkChannels, layer.Kernels - (chunk * Placement.ChunkChannels)));
            var at = bytes.AsSpan(chunk * ChunkBytes);
            BinaryPrimitives.WriteInt32LittleEndian(at[(WordBytes * place)..], layer.Bias[channel]);
            for (var tap = 0; tap < Taps; tap++)
            {
                at[(pitch * (WordBytes + tap)) + place] = unchecked((byte)layer.Weights[(channel * Taps) + tap]);
            }

            BinaryPrimitives.WriteInt32LittleEndian(at[(DotBytes(pitch) + (WordBytes * place))..], layer.Requantization!.Word(channel));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(bytes);
    }
}
