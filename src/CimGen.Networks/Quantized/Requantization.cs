using System.Collections.Immutable;

namespace CimGen.Networks.Quantized;

/// <summary>
/// Turns a 32-bit sum into an 8-bit activation with integers only:
/// <c>y = clamp(ZeroPoint + ((sum * Multiplier[c] + (1L &lt;&lt; (Shift[c] - 1))) &gt;&gt; Shift[c]), Low, High)</c>,
/// the product in 64 bits, the shift arithmetic (rounds half up).
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
    /// <summary>What <c>y</c> is looked up in at the end, at index <c>y + 128</c>; empty when it is not. An activation that no clamp is.</summary>
    public ImmutableArray<sbyte> Table { get; init; } = [];

    /// <summary>Largest multiplier that the hardware's 16-bit operand holds.</summary>
    public const int MaxMultiplier = 65535;

    /// <summary>Largest shift that the hardware's shifter performs.</summary>
    public const int MaxShift = 47;
}
