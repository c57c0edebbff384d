namespace CimGen.Microcode.Model;

/// <summary>All fields. A field lies at the same bits in every instruction that has it.</summary>
public static class Fields
{
    public static readonly Field Opcode = new("opcode", 63, 59, false, "instruction", i => (int)i.Opcode, (i, v) => i with { Opcode = (Opcode)v });
    public static readonly Field Base = new("base", 58, 55, false, "base register", i => i.Base, (i, v) => i with { Base = v });
    public static readonly Field Target = new("target", 54, 51, false, "register written", i => i.Target, (i, v) => i with { Target = v });
    public static readonly Field Counter = new("counter", 54, 51, false, "counter", i => i.Counter, (i, v) => i with { Counter = v });
    public static readonly Field Columns = new("columns", 47, 32, false, "columns to the right", i => i.Columns, (i, v) => i with { Columns = v });
    public static readonly Field Immediate = new("imm", 31, 0, true, "immediate", i => i.Immediate, (i, v) => i with { Immediate = v });

    public static readonly Field Buffer = new("buffer", 54, 52, false, "buffer", i => (int)i.Buffer, (i, v) => i with { Buffer = (BufferId)v });
    public static readonly Field Offset = new("offset", 51, 40, false, "first byte in the buffer", i => i.Offset, (i, v) => i with { Offset = v });
    public static readonly Field Bytes = new("bytes", 39, 27, false, "number of bytes", i => i.Length, (i, v) => i with { Length = v });
    public static readonly Field Displacement = new("disp", 26, 0, true, "byte address, added to the base", i => i.Immediate, (i, v) => i with { Immediate = v });

    public static readonly Field Destination = new("dst", 58, 56, false, "destination", i => i.Destination.Code, (i, v) => i with { Destination = Operand.FromCode(v) });
    public static readonly Field A = new("a", 55, 53, false, "first operand", i => i.A.Code, (i, v) => i with { A = Operand.FromCode(v) });
    public static readonly Field B = new("b", 52, 50, false, "second operand", i => i.B.Code, (i, v) => i with { B = Operand.FromCode(v) });
    public static readonly Field Elements = new("elements", 44, 32, false, "number of elements", i => i.Length, (i, v) => i with { Length = v });
}
