using System.Runtime.InteropServices;
using CimGen.Microcode.Model;

namespace CimGen.Microcode.Golden;

/// <summary>Executes vector instructions on the buffers of a core. Interlocks keep all else away from them until completion, so the result may be there at once.</summary>
internal sealed class GpeuModel(BufferMap buffers, int lanes, GpeuRequantization requantization)
{
    private readonly int[] _a = new int[buffers.Columns];
    private readonly int[] _b = new int[buffers.Columns];
    private readonly int[] _result = new int[buffers.Columns];

    /// <param name="local">The core's buffers.</param>
    /// <param name="result">The oldest result in the queue out; read only by operations that read out.</param>
    public void Execute(in Operation operation, byte[] local, int[] result)
    {
        var length = operation.Length;
        var wide = operation.WideDestination;
        var target = wide ? Words(local, operation.Destination, length) : _result.AsSpan(0, length);
        switch (operation.Opcode)
        {
            case Opcode.VAdd:
                VectorMath.Add(A(operation, local, result), B(operation, local), target);
                break;
            case Opcode.VMax:
                VectorMath.Max(A(operation, local, result), B(operation, local), target);
                break;
            case Opcode.VMac:
                VectorMath.MultiplyAdd(A(operation, local, result), B(operation, local), operation.Immediate, target);
                break;
            case Opcode.VMul:
                VectorMath.Multiply(A(operation, local, result), B(operation, local), operation.Immediate, target);
                break;
            case Opcode.VLut:
                VectorMath.LookUp(Signed(local, operation.A, length), Signed(local, buffers.TableStart, Gpeu.TableBytes), target);
                break;
            case Opcode.VDot:
                Dot(operation, local, target);
                break;
            case Opcode.VSet:
                target.Fill(operation.Immediate);
                break;
            case Opcode.VRq:
                Requantize(A(operation, local, result), Words(local, buffers.Start(BufferId.Rqp), length), operation.Immediate, target);
                break;
        }

        if (!wide)
        {
            VectorMath.Narrow(target, Signed(local, operation.Destination, length));
        }
    }

    private void Dot(in Operation operation, byte[] local, Span<int> target)
    {
        var length = operation.Length;
        var pitch = (length + lanes - 1) / lanes * lanes;
        Words(local, operation.B, length).CopyTo(target);
        for (var k = 0; k < operation.Immediate; k++)
        {
            var tap = (sizeof(int) + k) * pitch;
            VectorMath.MultiplyAdd(Signed(local, operation.A + tap, length), Signed(local, operation.B + tap, length), target);
        }
    }

    private void Requantize(ReadOnlySpan<int> a, ReadOnlySpan<int> parameters, int immediate, Span<int> target)
    {
        var (zero, low, high) = ((sbyte)immediate, (sbyte)(immediate >> 8), (sbyte)(immediate >> 16));
        if (requantization == GpeuRequantization.Float32)
        {
            VectorMath.RequantizeFloat(a, parameters, zero, low, high, target);
        }
        else
        {
            VectorMath.Requantize(a, parameters, zero, low, high, target);
        }
    }

    private ReadOnlySpan<int> A(in Operation operation, byte[] local, int[] result) =>
        operation.ReadsOut ? result.AsSpan(0, operation.Length) : Operand(local, operation.A, operation.WideA, operation.Length, _a);

    private ReadOnlySpan<int> B(in Operation operation, byte[] local) =>
        Operand(local, operation.B, operation.WideB, operation.Length, _b);

    private static ReadOnlySpan<int> Operand(byte[] local, int start, bool wide, int length, int[] room)
    {
        if (wide)
        {
            return Words(local, start, length);
        }

        VectorMath.Widen(Signed(local, start, length), room.AsSpan(0, length));
        return room.AsSpan(0, length);
    }

    private static Span<int> Words(byte[] local, int start, int length) => MemoryMarshal.Cast<byte, int>(local.AsSpan(start, 4 * length));

    private static Span<sbyte> Signed(byte[] local, int start, int length) => MemoryMarshal.Cast<byte, sbyte>(local.AsSpan(start, length));
}
