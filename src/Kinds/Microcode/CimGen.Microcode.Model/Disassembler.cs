using System.Globalization;
using System.Text;

namespace CimGen.Microcode.Model;

/// <summary>Instructions as text, in the syntax of the table.</summary>
public static class Disassembler
{
    public static string Format(ulong word) => Format(InstructionCodec.Decode(word));

    public static string Format(Instruction instruction)
    {
        if (InstructionSet.Find(instruction.Opcode) is not { } definition)
        {
            return "illegal";
        }

        var text = new StringBuilder(definition.Syntax);
        foreach (var field in definition.Fields)
        {
            text.Replace($"{{{field.Name}}}", FormatField(field, instruction));
        }

        return text.ToString();
    }

    /// <summary>A program, one line per instruction: index, word, text.</summary>
    public static IEnumerable<string> Listing(IEnumerable<ulong> words) =>
        words.Select((word, index) => string.Create(CultureInfo.InvariantCulture, $"{index,4}  {word:x16}  {Format(word)}"));

    private static string FormatField(Field field, Instruction instruction)
    {
        if (field == Fields.Buffer)
        {
            return $"{instruction.Buffer}".ToLowerInvariant();
        }

        if (field == Fields.Destination)
        {
            return instruction.Destination.ToString();
        }

        if (field == Fields.A)
        {
            return instruction.A.ToString();
        }

        return field == Fields.B
            ? instruction.B.ToString()
            : field.Get(instruction).ToString(CultureInfo.InvariantCulture);
    }
}
