using System.Collections.Immutable;

namespace CimGen.Networks.Quantized;

/// <summary>The arithmetic that takes a sum to 8 bits.</summary>
public enum RequantizationKind
{
    /// <summary>A 16-bit multiplier and a shift, rounding half up.</summary>
    Fixed,

    /// <summary>One multiplication in float32, rounding half to even, as ONNX Runtime does it.</summary>
    Float32,
}

/// <summary>
/// Turns a 32-bit sum into an 8-bit activation with integers only:
/// <c>y = clamp(ZeroPoint + ((sum * Multiplier[c] + (1L &lt;&lt; (Shift[c] - 1))) &gt;&gt; Shift[c]), Low, High)</c>,
/// the product in 64 bits, the shift arithmetic (rounds half up). With <see cref="RequantizationKind.Float32"/>
/// <c>y = clamp(ZeroPoint + round((float)sum * Factor[c]), Low, High)</c>: the sum rounded to float32, the product rounded to float32, then to
/// a whole number, each time half to even.
/// </summary>
/// <param name="Multipliers">Per channel, 0..65535.</param>
/// <param name="Shifts">Per channel, 1..47.</param>
/// <param name="ZeroPoint">Of the output, -128..127.</param>
/// <param name="Low">Lower clamp, -128..127; a Relu raises it to <paramref name="ZeroPoint"/>.</param>
/// <param name="High">Upper clamp, -128..127.</param>
public sealed record Requantization(
    ImmutableArray<int> Multipliers,
    ImmutableArray<int> Shifts,
    int ZeroPoint,
    int Low,
    int High)
{
    public RequantizationKind Kind { get; init; }

    /// <summary>Per channel: input scale * weight scale / output scale, computed in float32 as ONNX Runtime does.</summary>
    public ImmutableArray<float> Factors { get; init; } = [];

    /// <summary>What <c>y</c> is looked up in at the end, at index <c>y + 128</c>; empty when it is not. An activation that no clamp is.</summary>
    public ImmutableArray<sbyte> Table { get; init; } = [];

    /// <summary>Largest multiplier that the hardware's 16-bit operand holds.</summary>
    public const int MaxMultiplier = 65535;

    /// <summary>Largest shift that the hardware's shifter performs.</summary>
    public const int MaxShift = 47;

    /// <summary>A channel's parameters in 32 bits: multiplier in bits 15:0 and shift in bits 21:16, or the factor.</summary>
    public int Word(int channel) => Kind == RequantizationKind.Float32 ? BitConverter.SingleToInt32Bits(Factors[channel]) : Multipliers[channel] | (Shifts[channel] << 16);

    /// <summary>The 8 bits of a sum.</summary>
    public sbyte Of(int channel, int sum)
    {
        var clamped = Math.Clamp(ZeroPoint + (Kind == RequantizationKind.Float32 ? Rounded(sum, Factors[channel]) : Shifted(sum, Multipliers[channel], Shifts[channel])), Low, High);
        return Table.IsEmpty ? (sbyte)clamped : Table[(int)clamped + 128];
    }

    private static long Shifted(int sum, int multiplier, int shift) => (((long)sum * multiplier) + (1L << (shift - 1))) >> shift;

    private static long Rounded(int sum, float factor) =>
        (long)MathF.Round(Math.Clamp((float)sum * Math.Min(factor, float.MaxValue), -1024f, 1024f), MidpointRounding.ToEven);
}
