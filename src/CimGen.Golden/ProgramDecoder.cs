using System.Collections.Immutable;
using CimGen.Architectures;
using CimGen.Isa;

namespace CimGen.Golden;

/// <summary>Decodes programs once, and finds the instructions that break the rules of docs/microarchitecture.md whatever the registers hold.</summary>
internal sealed class ProgramDecoder(Architecture architecture, BufferMap buffers)
{
    private readonly int _lanes = MachineTiming.GpeuLanes(architecture);

    /// <summary>The program and, behind it, one illegal instruction for a program counter that has left it.</summary>
    public Operation[] Decode(ImmutableArray<ulong> program)
    {
        var operations = new Operation[program.Length + 1];
        for (var i = 0; i < program.Length; i++)
        {
            operations[i] = Decode(InstructionCodec.Decode(program[i]));
        }

        operations[^1].Fault = FaultKind.IllegalInstruction;
        return operations;
    }

    private Operation Decode(Instruction instruction)
    {
        var operation = new Operation
        {
            Opcode = instruction.Opcode,
            Base = (byte)instruction.Base,
            Target = (byte)instruction.Target,
            Counter = (byte)instruction.Counter,
            Length = instruction.Length,
            Columns = instruction.Columns,
            Immediate = instruction.Immediate,
        };
        switch (instruction.Opcode)
        {
            case Opcode.Illegal:
                operation.Fault = FaultKind.IllegalInstruction;
                break;
            case Opcode.Step when instruction.Base > InstructionSet.Registers - 4:
                operation.Fault = FaultKind.IllegalOperand;
                break;
            case Opcode.Wait or Opcode.Call when instruction.Counter >= architecture.Sync.Counters:
                operation.Fault = FaultKind.NoSuchCounter;
                break;
            case Opcode.Load or Opcode.MLoad or Opcode.Store:
                DecodeTransfer(instruction, ref operation);
                break;
            default:
                if (InstructionSet.Find(instruction.Opcode)!.Unit == Unit.Gpeu)
                {
                    DecodeVector(instruction, ref operation);
                }

                break;
        }

        return operation;
    }

    private void DecodeTransfer(Instruction instruction, ref Operation operation)
    {
        var buffer = instruction.Buffer;
        var fits = instruction.Opcode switch
        {
            Opcode.Load or Opcode.MLoad => buffer is BufferId.Sum or BufferId.Opd or BufferId.Rqp or BufferId.In,
            _ => buffer is BufferId.Sum or BufferId.Opd && instruction.Offset == 0,
        };
        if (!fits)
        {
            operation.Fault = FaultKind.IllegalOperand;
            return;
        }

        var size = buffer == BufferId.In ? buffers.Rows : buffers.VectorBytes;
        if (instruction.Length == 0 || instruction.Offset + instruction.Length > size)
        {
            operation.Fault = FaultKind.BufferOverrun;
        }

        operation.IntoInput = buffer == BufferId.In;
        operation.Buffers = BufferMap.Bit(buffer);
        operation.Offset = instruction.Offset;
        operation.Destination = buffers.Start(buffer) + instruction.Offset;
    }

    private void DecodeVector(Instruction instruction, ref Operation operation)
    {
        var (destination, a, b) = (instruction.Destination, instruction.A, instruction.B);
        var hasA = instruction.Opcode != Opcode.VSet;
        var hasB = instruction.Opcode is Opcode.VAdd or Opcode.VMax or Opcode.VMac;
        operation.ReadsOut = hasA && a.Buffer == BufferId.Out;
        operation.Receives = hasB && b.Buffer == BufferId.Link;
        operation.Sends = destination.Buffer == BufferId.Link;
        operation.WideDestination = !destination.Narrow;
        operation.WideA = !a.Narrow;
        operation.WideB = !b.Narrow;
        operation.Destination = buffers.Start(destination.Buffer);
        operation.A = buffers.Start(a.Buffer);
        operation.B = buffers.Start(b.Buffer);
        operation.Buffers = BufferMap.Bit(destination.Buffer)
            | (hasA ? BufferMap.Bit(a.Buffer) : 0)
            | (hasB ? BufferMap.Bit(b.Buffer) : 0)
            | (instruction.Opcode == Opcode.VRq ? BufferMap.Bit(BufferId.Rqp) : 0);
        operation.Latency = ((instruction.Length + _lanes - 1) / _lanes) + architecture.Gpeu.LatencyCycles;
        if (instruction.Length == 0 || instruction.Length > buffers.Columns)
        {
            operation.Fault = FaultKind.BufferOverrun;
        }

        var overtakes = !destination.Narrow
            && ((hasA && a.Narrow && a.Buffer == destination.Buffer) || (hasB && b.Narrow && b.Buffer == destination.Buffer));
        var linked = operation.Receives || operation.Sends || (hasA && a.Buffer == BufferId.Link);
        if ((linked && (instruction.Opcode != Opcode.VAdd || a.Buffer == BufferId.Link || a.Narrow || b.Narrow || destination.Narrow))
            || destination.Buffer is BufferId.Out or BufferId.Rqp
            || (hasA && a.Buffer == BufferId.Rqp)
            || (operation.ReadsOut && a.Narrow)
            || (hasB && b.Buffer is BufferId.Out or BufferId.Rqp)
            || overtakes
            || (instruction.Opcode == Opcode.VMac && (!b.Narrow || instruction.Immediate != (short)instruction.Immediate))
            || (instruction.Opcode == Opcode.VRq && !destination.Narrow))
        {
            operation.Fault = FaultKind.IllegalOperand;
        }
    }
}
