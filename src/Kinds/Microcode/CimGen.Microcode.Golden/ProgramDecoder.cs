using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Microcode.Model;
using CimGen.Simulation;

namespace CimGen.Microcode.Golden;

/// <summary>Decodes programs once, and marks the instructions that can never execute.</summary>
internal sealed class ProgramDecoder(Architecture architecture, BufferMap buffers)
{
    private readonly CoreLimits _limits = MicrocodeMachine.Limits(architecture);
    private readonly int _lanes = MicrocodeMachine.GpeuLanes(architecture);

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
        operation.Fault = Legality.Of(instruction, _limits) switch
        {
            Violation.None => FaultKind.None,
            Violation.IllegalInstruction => FaultKind.IllegalInstruction,
            Violation.NoSuchCounter => FaultKind.NoSuchCounter,
            Violation.BufferOverrun => FaultKind.BufferOverrun,
            _ => FaultKind.IllegalOperand,
        };
        if (instruction.IsTransfer)
        {
            DecodeTransfer(instruction, ref operation);
        }
        else if (InstructionSet.Find(instruction.Opcode)?.Unit == Unit.Gpeu)
        {
            DecodeVector(instruction, ref operation);
        }

        return operation;
    }

    private void DecodeTransfer(in Instruction instruction, ref Operation operation)
    {
        operation.IntoInput = instruction.IntoInput;
        operation.Buffers = BufferMap.Bit(instruction.Buffer);
        operation.Offset = instruction.Offset;
        operation.Destination = buffers.Start(instruction.Buffer) + instruction.Offset;
    }

    private void DecodeVector(in Instruction instruction, ref Operation operation)
    {
        var (destination, a, b) = (instruction.Destination, instruction.A, instruction.B);
        operation.ReadsOut = instruction.TakesResult;
        operation.Receives = instruction.Receives;
        operation.Sends = instruction.Sends;
        operation.WideDestination = !destination.Narrow;
        operation.WideA = !a.Narrow;
        operation.WideB = !b.Narrow;
        operation.Destination = buffers.Start(destination.Buffer);
        operation.A = buffers.Start(a.Buffer);
        operation.B = buffers.Start(b.Buffer);
        operation.Buffers = BufferMap.Bit(destination.Buffer)
            | (instruction.HasA ? BufferMap.Bit(a.Buffer) : 0)
            | (instruction.HasB ? BufferMap.Bit(b.Buffer) : 0)
            | (instruction.Opcode == Opcode.VRq ? BufferMap.Bit(BufferId.Rqp) : instruction.Opcode == Opcode.VLut ? BufferMap.Bit(BufferId.Tab) : 0);
        operation.Latency = instruction.OperandCycles(_lanes) + architecture.Gpeu.LatencyCycles;
    }
}
