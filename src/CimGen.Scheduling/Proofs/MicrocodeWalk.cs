using CimGen.Architectures;
using CimGen.Isa;
using CimGen.Isa.Images;

namespace CimGen.Scheduling.Proofs;

/// <summary>What a program does that other cores can notice.</summary>
internal readonly record struct MicrocodeEvent(Opcode Kind, int Pc, long Address, int Bytes, int Core, int Counter, int Value)
{
    /// <summary>A load that the next MVM depends on.</summary>
    public bool IntoInput { get; init; }

    /// <summary>A vector instruction that takes a result of the crossbar.</summary>
    public bool ReadsOut { get; init; }

    /// <summary>Words that a vector instruction takes from the link.</summary>
    public int Received { get; init; }

    /// <summary>Words that it sends over the link.</summary>
    public int Sent { get; init; }
}

/// <summary>
/// Interprets the control flow of one core's microcode: registers and loops are concrete, feature values are not computed. Checks on
/// the way what can be checked inside one core.
/// </summary>
/// <param name="followsResults">
/// MVMs and all vector instructions are events, too, as links tell other cores of them; otherwise only those that use a link.
/// </param>
internal sealed class MicrocodeWalk(int core, CoreImage image, Architecture architecture, bool followsResults)
{
    /// <summary>Longest program run that is followed; longer ones count as endless.</summary>
    private const long Budget = 200_000_000;

    private readonly Instruction[] _program = [.. image.Program.Select(InstructionCodec.Decode)];
    private readonly int[] _registers = new int[InstructionSet.Registers];
    private int _written = 1;
    private int _pc;
    private int _results;
    private long _steps;

    /// <summary>What is wrong with the program; null while nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>The core and its instruction at an index, for messages.</summary>
    public string Where(int pc) => $"core {core} pc {pc} '{_program[Math.Min(pc, _program.Length - 1)]}'";

    /// <summary>The next event; END when the program has ended or is at fault.</summary>
    public MicrocodeEvent Next()
    {
        while (Fault is null)
        {
            if (_pc >= _program.Length || ++_steps > Budget)
            {
                Fault = _pc >= _program.Length ? "the program runs past its last instruction" : "the program does not end";
                break;
            }

            var pc = _pc;
            var i = _program[_pc++];
            switch (i.Opcode)
            {
                case Opcode.Add:
                    Write(i.Target, Read(i.Base) + i.Immediate);
                    break;
                case Opcode.Loop:
                    Write(i.Base, Read(i.Base) - 1);
                    _pc = _registers[i.Base] != 0 ? i.Immediate : _pc;
                    break;
                case Opcode.Step:
                    Step(i);
                    break;
                case Opcode.Load or Opcode.MLoad or Opcode.Store:
                    return Transfer(i, pc);
                case Opcode.Call:
                    return new MicrocodeEvent(i.Opcode, pc, 0, 0, Read(i.Base) + i.Immediate, i.Counter, 0);
                case Opcode.Wait:
                    return new MicrocodeEvent(i.Opcode, pc, 0, 0, 0, i.Counter, Read(i.Base) + i.Immediate);
                case Opcode.Mvm:
                    Require(++_results <= MachineTiming.Banks(architecture), "more results than the queue holds: the core would hang");
                    if (followsResults && Fault is null)
                    {
                        return new MicrocodeEvent(i.Opcode, pc, 0, 0, 0, 0, 0);
                    }

                    break;
                case Opcode.End:
                    _pc = pc;
                    return new MicrocodeEvent(Opcode.End, pc, 0, 0, 0, 0, 0);
                case Opcode.Illegal:
                    Fault = "no instruction";
                    break;
                default:
                    Vector(i);
                    if ((followsResults || UsesLink(i)) && Fault is null)
                    {
                        return Result(i, pc);
                    }

                    break;
            }

            Fault = Fault is null ? null : $"{Where(pc)}: {Fault}";
        }

        return new MicrocodeEvent(Opcode.End, _pc, 0, 0, 0, 0, 0);
    }

    private void Step(Instruction i)
    {
        Require(i.Base % 4 == 0 && i.Base > 0, "a walker begins at register 4, 8 or 12");
        var column = Read(i.Base + 1) + i.Columns;
        var address = Read(i.Base) + i.Immediate;
        var wraps = column >= Read(i.Base + 2);
        Write(i.Base + 1, wraps ? column - _registers[i.Base + 2] : column);
        Write(i.Base, wraps ? address + Read(i.Base + 3) : address);
    }

    private MicrocodeEvent Transfer(Instruction i, int pc)
    {
        long address = (uint)(Read(i.Base) + i.Immediate);
        Require(i.Length > 0 && address + i.Length <= architecture.Memory.SizeBytes, $"bytes {address}..{address + i.Length - 1} are outside shared memory");
        Require(i.Offset + i.Length <= Capacity(i.Buffer), $"the transfer leaves the buffer of {Capacity(i.Buffer)} bytes");
        Require(
            i.Opcode == Opcode.Store
                ? i.Buffer is BufferId.Sum or BufferId.Opd && i.Offset == 0
                : i.Buffer is BufferId.Sum or BufferId.Opd or BufferId.Rqp or BufferId.In,
            "this buffer cannot be loaded or stored");
        Fault = Fault is null ? null : $"{Where(pc)}: {Fault}";
        return new MicrocodeEvent(Fault is null ? i.Opcode : Opcode.End, pc, address, i.Length, 0, 0, 0) { IntoInput = i.Buffer == BufferId.In };
    }

    private MicrocodeEvent Result(Instruction i, int pc)
    {
        var words = ((4 * i.Length) + architecture.Bus.WidthBytes - 1) / architecture.Bus.WidthBytes;
        return new MicrocodeEvent(i.Opcode, pc, 0, 0, 0, 0, 0)
        {
            ReadsOut = i.Opcode != Opcode.VSet && i.A.Buffer == BufferId.Out,
            Received = i.Opcode == Opcode.VAdd && i.B.Buffer == BufferId.Link ? words : 0,
            Sent = i.Destination.Buffer == BufferId.Link ? words : 0,
        };
    }

    private void Vector(Instruction i)
    {
        Require(i.Length > 0 && i.Length <= architecture.Crossbar.Columns, $"{i.Length} elements; a vector has at most {architecture.Crossbar.Columns}");
        if (i.Opcode != Opcode.VSet && i.A.Buffer == BufferId.Out)
        {
            Require(--_results >= 0, "there is no result to read: the core would hang");
        }

        var widens = (i.Opcode != Opcode.VSet && i.A.Narrow && i.A.Buffer == i.Destination.Buffer) ||
            (i.Opcode is Opcode.VAdd or Opcode.VMax or Opcode.VMac && i.B.Narrow && i.B.Buffer == i.Destination.Buffer);
        Require(!widens || i.Destination.Narrow, "bytes cannot be widened in place");
        Require(
            !UsesLink(i) || (i.Opcode == Opcode.VAdd && i.A.Buffer != BufferId.Link && !i.A.Narrow && !i.B.Narrow && !i.Destination.Narrow),
            "a link is the wide second operand or the wide destination of vadd");
        Require(i.Opcode != Opcode.VRq || i.Destination.Narrow, "requantization gives bytes");
        Require(i.Opcode != Opcode.VMac || (i.B.Narrow && i.Immediate is >= short.MinValue and <= short.MaxValue), "a factor of bytes has 16 bits");
    }

    private static bool UsesLink(Instruction i) =>
        i.A.Buffer == BufferId.Link || i.B.Buffer == BufferId.Link || i.Destination.Buffer == BufferId.Link;

    private int Capacity(BufferId buffer) => buffer == BufferId.In ? architecture.Crossbar.Rows : 4 * architecture.Crossbar.Columns;

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
