using System.Globalization;
using System.Text.RegularExpressions;
using CimGen.Microcode.Model;

namespace CimGen.Rtl.Tests.Timing;

/// <summary>Instructions from the text that the disassembler prints.</summary>
internal static class Assembler
{
    public static ulong Encode(string text)
    {
        foreach (var definition in InstructionSet.Table)
        {
            var pattern = definition.Fields.Aggregate(Regex.Escape(definition.Syntax), (p, f) => p.Replace($@"\{{{f.Name}}}", $"(?<{f.Name}>[-.a-z0-9]+)", StringComparison.Ordinal));
            if (Regex.Match(text, $"^{pattern}$") is { Success: true } match)
            {
                var instruction = definition.Fields.Aggregate(new Instruction(definition.Opcode), (i, f) => f.Set(i, Value(f, match.Groups[f.Name].Value)));
                var word = InstructionCodec.Encode(instruction);
                Assert.Equal(text, Disassembler.Format(word));
                return word;
            }
        }

        throw new FormatException($"no instruction: {text}");
    }

    private static int Value(Field field, string text)
    {
        if (int.TryParse(text, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var narrow = text.EndsWith(".b", StringComparison.Ordinal);
        var buffer = Enum.Parse<BufferId>(narrow ? text[..^2] : text, ignoreCase: true);
        return field == Fields.Buffer ? (int)buffer : new Operand(buffer, narrow).Code;
    }
}
