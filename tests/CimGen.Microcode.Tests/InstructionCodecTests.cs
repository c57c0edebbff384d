using System.Reflection;
using CimGen.Microcode.Model;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Microcode.Tests;

public class InstructionCodecTests
{
    public static TheoryData<Opcode> Opcodes() => [.. InstructionSet.Table.Select(d => d.Opcode)];

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void DecodingGivesBackWhatWasEncoded(Opcode opcode)
    {
        var definition = InstructionSet.Find(opcode)!;
        Prop.ForAll(Instructions(definition).ToArbitrary(), instruction =>
            InstructionCodec.Decode(InstructionCodec.Encode(instruction)) == instruction).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void FieldsOfAnInstructionDoNotOverlap(Opcode opcode)
    {
        var bits = 0UL;
        foreach (var field in InstructionSet.Find(opcode)!.Fields.Append(Fields.Opcode))
        {
            var mask = ((1UL << field.Width) - 1) << field.Low;
            Assert.Equal(0UL, bits & mask);
            bits |= mask;
        }
    }

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void TheDisassemblyNamesEveryField(Opcode opcode)
    {
        var definition = InstructionSet.Find(opcode)!;
        Assert.All(definition.Fields, f => Assert.Contains($"{{{f.Name}}}", definition.Syntax));
        var text = Disassembler.Format(new Instruction(opcode) { Length = 1 });
        Assert.StartsWith(definition.Mnemonic, text);
        Assert.DoesNotContain("{", text);
    }

    [Fact]
    public void EveryOpcodeHasARow() =>
        Assert.Equal(Enum.GetValues<Opcode>().Where(o => o != Opcode.Illegal), InstructionSet.Table.Select(d => d.Opcode));

    [Fact]
    public void EmptyMemoryIsNoInstruction() => Assert.Equal(Opcode.Illegal, InstructionCodec.Decode(0).Opcode);

    [Fact]
    public void ValuesThatDoNotFitAreRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => InstructionCodec.Encode(Instruction.Load(BufferId.In, 4096, 1, 0, 0)));

    [Fact]
    public void EveryFactoryIsEncodable()
    {
        var made = typeof(Instruction).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(m => m.ReturnType == typeof(Instruction))
            .Select(m => (Instruction)m.Invoke(null, [.. m.GetParameters().Select(p => p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)])!);
        Assert.Equal(InstructionSet.Table.Select(d => d.Opcode).Order(), made.Select(i => InstructionCodec.Decode(InstructionCodec.Encode(i)).Opcode).Order());
    }

    private static Gen<Instruction> Instructions(InstructionDefinition definition) =>
        definition.Fields.Aggregate(
            Gen.Constant(new Instruction(definition.Opcode)),
            (instructions, field) => from i in instructions
                                     from value in Values(field)
                                     select field.Set(i, value));

    private static Gen<int> Values(Field field)
    {
        var (low, high) = ((int)Math.Max(field.Minimum, int.MinValue), (int)Math.Min(field.Maximum, int.MaxValue));
        return Gen.OneOf(Gen.Choose(low / 2, high / 2), Gen.Elements(low, high));
    }
}
