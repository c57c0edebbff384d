using CimGen.Microcode.Model;

namespace CimGen.Golden.Tests;

/// <summary>Operands under the names of the assembler.</summary>
internal static class Vectors
{
    public static Operand Out { get; } = new(BufferId.Out);

    public static Operand Sum { get; } = new(BufferId.Sum);

    public static Operand Opd { get; } = new(BufferId.Opd);

    public static Operand Link { get; } = new(BufferId.Link);

    public static Operand SumBytes { get; } = new(BufferId.Sum, Narrow: true);

    public static Operand OpdBytes { get; } = new(BufferId.Opd, Narrow: true);
}
