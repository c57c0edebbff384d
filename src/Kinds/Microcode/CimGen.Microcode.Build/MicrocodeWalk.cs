using CimGen.Machines;
using CimGen.Machines.Effects;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Microcode.Build;

/// <summary>
/// Interprets the control flow of one core's microcode: registers and loops are concrete, feature values are not computed. Checks on
/// the way what can be checked inside one core.
/// </summary>
internal sealed class MicrocodeWalk(Architecture architecture, int core, CoreImage image, bool followsResults) : IEffectWalk
{
    /// <summary>Longest program run that is followed; longer ones count as endless.</summary>
    private const long Budget = 200_000_000;

    private readonly (Instruction Instruction, Violation Violation)[] _program =
        [.. image.Program.Select(InstructionCodec.Decode).Select(i => (i, Legality.Of(i, MicrocodeMachine.Limits(architecture))))];

    private readonly int _banks = architecture.Controller.Banks;
    private readonly int[] _registers = new int[InstructionSet.Registers];
    private int _written = 1;
    private int _pc;
    private int _results;
    private long _steps;

    /// <inheritdoc/>
    public string? Fault { get; private set; }

    /// <inheritdoc/>
    public string Where(int step) => $"core {core} pc {step} '{_program[Math.Min(step, _program.Length - 1)].Instruction}'";

    /// <inheritdoc/>
    public Effect Next()
    {
        while (Fault is null)
        {
            if (_pc >= _program.Length || ++_steps > Budget)
            {
                Fault = _pc >= _program.Length ? "the program runs past its last instruction" : "the program does not end";
                break;
            }

            var step = _pc;
            var (instruction, violation) = _program[_pc++];
            var effect = violation is Violation.None ? Execute(instruction, step) : null;
            var fault = violation is Violation.None ? Fault : Legality.Explain(violation, instruction, MicrocodeMachine.Limits(architecture));
            Fault = fault is null ? null : $"{Where(step)}: {fault}";
            if (Fault is null && effect is { } seen)
            {
                return seen;
            }
        }

        return new Effect(EffectKind.End, _pc);
    }

    /// <summary>One legal instruction; null when others cannot notice it.</summary>
    private Effect? Execute(in Instruction i, int step)
    {
        switch (i.Opcode)
        {
            case Opcode.Add:
                Write(i.Target, Read(i.Base) + i.Immediate);
                return null;
            case Opcode.Loop:
                Write(i.Base, Read(i.Base) - 1);
                _pc = _registers[i.Base] != 0 ? i.Immediate : _pc;
                return null;
            case Opcode.Step:
                Step(i);
                return null;
            case Opcode.Load or Opcode.MLoad or Opcode.Store:
                return Transfer(i, step);
            case Opcode.Call:
                return new Effect(EffectKind.Call, step) { Core = Read(i.Base) + i.Immediate, Counter = i.Counter };
            case Opcode.Wait:
                return new Effect(EffectKind.Wait, step) { Counter = i.Counter, Value = Read(i.Base) + i.Immediate };
            case Opcode.Mvm:
                Require(++_results <= _banks, "more results than the queue holds: the core would hang");
                return followsResults ? new Effect(EffectKind.Compute, step) : null;
            case Opcode.End:
                _pc = step;
                return new Effect(EffectKind.End, step);
            default:
                Require(!i.TakesResult || --_results >= 0, "there is no result to read: the core would hang");
                return followsResults || i.Receives || i.Sends ? Exchange(i, step) : null;
        }
    }

    private void Step(in Instruction i)
    {
        var column = Read(i.Base + 1) + i.Columns;
        var address = Read(i.Base) + i.Immediate;
        var wraps = column >= Read(i.Base + 2);
        Write(i.Base + 1, wraps ? column - _registers[i.Base + 2] : column);
        Write(i.Base, wraps ? address + Read(i.Base + 3) : address);
    }

    private Effect Transfer(in Instruction i, int step)
    {
        long address = (uint)(Read(i.Base) + i.Immediate);
        Require(address + i.Length <= architecture.Memory.SizeBytes, $"bytes {address}..{address + i.Length - 1} are outside shared memory");
        var kind = i.Opcode switch
        {
            Opcode.Load => EffectKind.Load,
            Opcode.MLoad => EffectKind.Meet,
            _ => EffectKind.Store,
        };
        return new Effect(kind, step) { Address = address, Bytes = i.Length, IntoInput = i.IntoInput };
    }

    private Effect Exchange(in Instruction i, int step)
    {
        var words = ((4 * i.Length) + architecture.Bus.WidthBytes - 1) / architecture.Bus.WidthBytes;
        return new Effect(EffectKind.Exchange, step)
        {
            TakesResult = i.TakesResult,
            Received = i.Receives ? words : 0,
            Sent = i.Sends ? words : 0,
        };
    }

    private int Read(int register)
    {
        Require((_written >> register & 1) != 0, $"r{register} is read before it is written");
        return register == 0 ? 0 : _registers[register];
    }

    private void Write(int register, int value)
    {
        _written |= 1 << register;
        _registers[register] = register == 0 ? 0 : value;
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            Fault ??= otherwise;
        }
    }
}
