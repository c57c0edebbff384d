namespace CimGen.Microcode.Model;

/// <summary>A bit field of the 64-bit instruction word and the member of <see cref="Instruction"/> that it carries.</summary>
/// <param name="Name">As in docs/isa.md and, in upper case, in the Verilog constants.</param>
/// <param name="High">Highest bit.</param>
/// <param name="Low">Lowest bit.</param>
/// <param name="Signed">Two's complement.</param>
public sealed record Field(
    string Name,
    int High,
    int Low,
    bool Signed,
    string Meaning,
    Func<Instruction, int> Get,
    Func<Instruction, int, Instruction> Set)
{
    public int Width => High - Low + 1;

    /// <summary>Least value that fits.</summary>
    public long Minimum => Signed ? -(1L << (Width - 1)) : 0;

    /// <summary>Greatest value that fits.</summary>
    public long Maximum => Signed ? (1L << (Width - 1)) - 1 : (1L << Width) - 1;

    internal ulong Insert(ulong word, Instruction instruction)
    {
        long value = Get(instruction);
        if (value < Minimum || value > Maximum)
        {
            throw new ArgumentOutOfRangeException(Name, value, $"{instruction.Opcode}: {Name} is outside {Minimum}..{Maximum}");
        }

        var mask = (1UL << Width) - 1;
        return word | (((ulong)value & mask) << Low);
    }

    internal Instruction Extract(ulong word, Instruction instruction)
    {
        var raw = (long)(word >> Low) & (long)((1UL << Width) - 1);
        var value = Signed && raw > Maximum ? raw - (1L << Width) : raw;
        return Set(instruction, (int)value);
    }
}
