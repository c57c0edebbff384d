namespace CimGen.Microcode.Model;

/// <summary>Instruction to 64-bit word and back, driven by the table.</summary>
public static class InstructionCodec
{
    /// <exception cref="ArgumentOutOfRangeException">A value does not fit its field: a fault of the caller, never of user input.</exception>
    public static ulong Encode(Instruction instruction)
    {
        var definition = InstructionSet.Find(instruction.Opcode)
            ?? throw new ArgumentOutOfRangeException(nameof(instruction), instruction.Opcode, "not an instruction");
        var word = Fields.Opcode.Insert(0, instruction);
        foreach (var field in definition.Fields)
        {
            word = field.Insert(word, instruction);
        }

        return word;
    }

    /// <summary>The instruction of a word; its opcode is <see cref="Opcode.Illegal"/> when the word is none.</summary>
    public static Instruction Decode(ulong word)
    {
        var opcode = (Opcode)(word >> Fields.Opcode.Low);
        if (InstructionSet.Find(opcode) is not { } definition)
        {
            return new Instruction(Opcode.Illegal);
        }

        var instruction = new Instruction(opcode);
        foreach (var field in definition.Fields)
        {
            instruction = field.Extract(word, instruction);
        }

        return instruction;
    }
}
