using CimGen.Microcode.Model;

namespace CimGen.Golden.Tests;

/// <summary>One core without time: executes instructions one after another, scalar by scalar, straight from the instruction table.</summary>
internal sealed class Interpreter(TestMachine machine, byte[] memory)
{
    private readonly int[] _registers = new int[16];
    private readonly byte[] _in = new byte[2 * machine.Rows];
    private readonly byte[][] _buffers = [[], new byte[4 * machine.Columns], new byte[4 * machine.Columns], new byte[4 * machine.Columns], [], [], new byte[256]];
    private readonly Queue<int[]> _out = new();
    private readonly int _banks = machine.Units == UnitMode.Overlapped ? 2 : 1;
    private int[] _taken = [];
    private int _bank;

    public void Run(IEnumerable<Instruction> program)
    {
        foreach (var instruction in program)
        {
            Execute(instruction);
        }
    }

    private void Execute(Instruction i)
    {
        switch (i.Opcode)
        {
            case Opcode.Add:
                _registers[i.Target] = i.Target == 0 ? 0 : _registers[i.Base] + i.Immediate;
                break;
            case Opcode.Step:
                _registers[i.Base] += i.Immediate;
                _registers[i.Base + 1] += i.Columns;
                if (_registers[i.Base + 1] >= _registers[i.Base + 2])
                {
                    _registers[i.Base + 1] -= _registers[i.Base + 2];
                    _registers[i.Base] += _registers[i.Base + 3];
                }

                break;
            case Opcode.Load:
                for (var k = 0; k < i.Length; k++)
                {
                    var value = memory[_registers[i.Base] + i.Immediate + k];
                    if (i.Buffer == BufferId.In)
                    {
                        _in[(_bank * machine.Rows) + i.Offset + k] = value;
                    }
                    else
                    {
                        _buffers[(int)i.Buffer][i.Offset + k] = value;
                    }
                }

                break;
            case Opcode.Store:
                for (var k = 0; k < i.Length; k++)
                {
                    memory[_registers[i.Base] + i.Immediate + k] = _buffers[(int)i.Buffer][k];
                }

                break;
            case Opcode.Mvm:
                Multiply();
                break;
            case Opcode.VAdd or Opcode.VMax or Opcode.VMac or Opcode.VMul or Opcode.VSet or Opcode.VRq or Opcode.VLut or Opcode.VDot:
                var reads = i.Opcode != Opcode.VSet && i.A.Buffer == BufferId.Out;
                _taken = reads ? _out.Dequeue() : [];
                var results = Enumerable.Range(0, i.Length).Select(k => Element(i, k)).ToArray();
                for (var k = 0; k < i.Length; k++)
                {
                    Write(i.Destination, k, results[k]);
                }

                break;
        }
    }

    private void Multiply()
    {
        var sums = new int[machine.Columns];
        for (var c = 0; c < machine.Columns; c++)
        {
            for (var r = 0; r < machine.Rows; r++)
            {
                sums[c] += (sbyte)_in[(_bank * machine.Rows) + r] * machine.Weights[(r * machine.Columns) + c];
            }
        }

        _out.Enqueue(sums);
        _bank = (_bank + 1) % _banks;
    }

    private int Element(Instruction i, int k) => i.Opcode switch
    {
        Opcode.VAdd => Read(i.A, k) + Read(i.B, k),
        Opcode.VMax => Math.Max(Read(i.A, k), Read(i.B, k)),
        Opcode.VMac => Read(i.A, k) + (Read(i.B, k) * i.Immediate),
        Opcode.VMul => LowNineBits(Read(i.A, k)) * (Read(i.B, k) - i.Immediate),
        Opcode.VLut => (sbyte)_buffers[(int)BufferId.Tab][Read(i.A, k) + 128],
        Opcode.VDot => Dot(i, k),
        Opcode.VSet => i.Immediate,
        _ => Requantize(i, Read(i.A, k), Read(new Operand(BufferId.Rqp), k)),
    };

    private int Dot(Instruction i, int k)
    {
        var lanes = machine.Width / 4;
        var pitch = (i.Length + lanes - 1) / lanes * lanes;
        var sum = BitConverter.ToInt32(_buffers[(int)i.B.Buffer], 4 * k);
        for (var tap = 0; tap < i.Immediate; tap++)
        {
            var at = (4 * pitch) + (tap * pitch) + k;
            sum += (sbyte)_buffers[(int)i.A.Buffer][at] * (sbyte)_buffers[(int)i.B.Buffer][at];
        }

        return sum;
    }

    private static int LowNineBits(int value) => (value & 256) == 0 ? value & 255 : (value & 255) - 256;

    private static int Requantize(Instruction i, long value, int parameters)
    {
        var shift = (parameters >> 16) & 63;
        var half = shift == 0 ? 0 : System.Numerics.BigInteger.One << (shift - 1);
        var scaled = ((value * (parameters & 0xffff)) + half) >> shift;
        var result = i.ZeroPoint + scaled;
        return result < i.Low ? i.Low : result > i.High ? i.High : (int)result;
    }

    private int Read(Operand operand, int k)
    {
        if (operand.Buffer == BufferId.Out)
        {
            return _taken[k];
        }

        var bytes = _buffers[(int)operand.Buffer];
        return operand.Narrow ? (sbyte)bytes[k] : BitConverter.ToInt32(bytes, 4 * k);
    }

    private void Write(Operand operand, int k, int value)
    {
        var bytes = _buffers[(int)operand.Buffer];
        if (operand.Narrow)
        {
            bytes[k] = (byte)value;
        }
        else
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(4 * k), value);
        }
    }
}
