using System.Collections.Immutable;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Planning.Images;

namespace CimGen.Microcode.Build;

/// <summary>Collects the instructions of one core and what they are there for.</summary>
internal sealed class ProgramBuilder
{
    private readonly ImmutableArray<ulong>.Builder _words = ImmutableArray.CreateBuilder<ulong>();
    private readonly ImmutableArray<InstructionNote>.Builder _notes = ImmutableArray.CreateBuilder<InstructionNote>();

    /// <summary>Layer that the next instructions serve.</summary>
    public int Layer { get; set; } = -1;

    public int Length => _words.Count;

    /// <summary>The first value that does not fit its field; the program is useless then.</summary>
    public (int Layer, string Field, int Value)? Overflow { get; private set; }

    /// <summary>A layer waits for more than the registers can follow; the program is useless then.</summary>
    public bool LacksRegisters { get; set; }

    public void Emit(Instruction instruction, TrafficKind traffic = TrafficKind.None, string comment = "", bool endsVector = false)
    {
        if (InstructionSet.Find(instruction.Opcode)!.Fields.FirstOrDefault(f => f.Get(instruction) < f.Minimum || f.Get(instruction) > f.Maximum) is { } field)
        {
            Overflow ??= (Layer, field.Name, field.Get(instruction));
            instruction = Instruction.End();
        }

        _words.Add(InstructionCodec.Encode(instruction));
        _notes.Add(new InstructionNote(Layer, traffic, comment, endsVector));
    }

    /// <summary>R[register] = value.</summary>
    public void Set(int register, int value, string comment = "") => Emit(Instruction.Add(register, 0, value), comment: comment);

    /// <summary>The body <paramref name="times"/> times, counted in a register; nothing at all for 0 times.</summary>
    public void Repeat(int register, int times, Action body, string comment = "")
    {
        if (times > 1)
        {
            Set(register, times, comment);
            var target = Length;
            body();
            Emit(Instruction.Loop(register, target));
        }
        else if (times == 1)
        {
            body();
        }
    }

    public CoreProgram Build() => new(_words.ToImmutable(), _notes.ToImmutable());
}
