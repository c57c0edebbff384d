namespace CimGen.Microcode.Model;

/// <summary>The general purpose execution unit of each core.</summary>
/// <param name="LatencyCycles">From the read of an operation's last operands to the write of its last result, 2..5.</param>
public sealed record Gpeu(int LatencyCycles)
{
    public const int DefaultLatencyCycles = 2;

    /// <summary>Bytes of the table of VLUT: one for each value of a byte.</summary>
    public const int TableBytes = 256;

    /// <summary>What VRQ computes.</summary>
    public GpeuRequantization Requantization { get; init; }

    /// <summary>It looks bytes up in a table (VLUT).</summary>
    public bool Tables { get; init; }

    /// <summary>It multiplies vectors element by element (VMUL).</summary>
    public bool Products { get; init; }

    /// <summary>It sums products with weights over the taps of a window, channel by channel (VDOT).</summary>
    public bool Dots { get; init; }

    /// <summary>Most taps of VDOT.</summary>
    public const int MostTaps = 255;

    /// <summary>Bytes that VDOT needs of each of its buffers: sums and features of all taps; biases and weights.</summary>
    /// <param name="elements">Rounded up to whole steps.</param>
    /// <param name="taps">Weights of an element.</param>
    public static int DotBytes(int elements, int taps) => elements * (sizeof(int) + taps);
}
