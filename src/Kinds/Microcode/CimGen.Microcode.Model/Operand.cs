namespace CimGen.Microcode.Model;

/// <summary>A vector operand of the GPEU.</summary>
/// <param name="Buffer">Where it lies; always from the start of the buffer.</param>
/// <param name="Narrow">Elements are signed bytes, one after another, instead of 32-bit words.</param>
public readonly record struct Operand(BufferId Buffer, bool Narrow = false)
{
    /// <summary>The code of the link: that of a narrow out, which does not exist.</summary>
    public const int LinkCode = 4;

    /// <summary>Three bits: narrow, then the buffer's number.</summary>
    public int Code => Buffer == BufferId.Link ? LinkCode : (Narrow ? 4 : 0) | (int)Buffer;

    public static Operand FromCode(int code) => code == LinkCode ? new(BufferId.Link) : new((BufferId)(code & 3), (code & 4) != 0);

    public override string ToString() => Narrow ? $"{Buffer}.b".ToLowerInvariant() : $"{Buffer}".ToLowerInvariant();
}
