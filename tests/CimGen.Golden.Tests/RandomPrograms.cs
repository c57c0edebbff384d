using CimGen.Microcode.Model;
using static CimGen.Microcode.Model.Instruction;

namespace CimGen.Golden.Tests;

/// <summary>Valid straight-line programs for one core. The same seed gives the same program.</summary>
internal sealed class RandomPrograms(int seed, TestMachine machine)
{
    private static readonly BufferId[] Loadable = [BufferId.Sum, BufferId.Opd, BufferId.Rqp, BufferId.In, BufferId.Tab];

    private readonly Random _random = new(seed);

    /// <summary>Ends with stores of both buffers, so that differences show in memory.</summary>
    public Instruction[] Next(int length)
    {
        List<Instruction> program = [Add(4, 0, 64), Add(5, 0, 3), Add(6, 0, 4), Add(7, 0, 24)];
        var unread = 0;
        while (program.Count < length)
        {
            switch (_random.Next(9))
            {
                case 0:
                    program.Add(Add(_random.Next(4), _random.Next(4), _random.Next(-5, 6)));
                    break;
                case 1:
                    program.Add(Step(4, _random.Next(3), _random.Next(4)));
                    program.Add(Store(BufferId.Opd, 0, 1, 4, 0));
                    program.Add(Add(4, 0, 64));
                    break;
                case 2 or 3:
                    program.Add(RandomLoad());
                    break;
                case 4:
                    program.Add(Store(_random.Next(2) == 0 ? BufferId.Sum : BufferId.Opd, 0, 1 + _random.Next(4 * machine.Columns), 0, RandomAddress()));
                    break;
                case 5 when unread == 0:
                    program.Add(Mvm());
                    unread++;
                    break;
                default:
                    program.Add(RandomVector(ref unread));
                    break;
            }
        }

        program.Add(Store(BufferId.Sum, 0, 4 * machine.Columns, 0, 0));
        program.Add(Store(BufferId.Opd, 0, 4 * machine.Columns, 0, 4 * machine.Columns));
        program.Add(End());
        return [.. program];
    }

    private int RandomAddress() => _random.Next(machine.MemoryBytes - (4 * machine.Columns) - machine.Rows - Gpeu.TableBytes);

    private Instruction RandomLoad()
    {
        var buffer = Loadable[_random.Next(machine.Gpeu.Tables ? Loadable.Length : Loadable.Length - 1)];
        var size = buffer == BufferId.In ? machine.Rows : buffer == BufferId.Tab ? Gpeu.TableBytes : 4 * machine.Columns;
        var offset = _random.Next(size);
        return Load(buffer, offset, 1 + _random.Next(size - offset), 0, RandomAddress());
    }

    private Instruction RandomVector(ref int unread)
    {
        if (machine.Gpeu.Dots && _random.Next(6) == 0 && RandomDot() is { } dot)
        {
            return dot;
        }

        var length = 1 + _random.Next(machine.Columns);
        var b = RandomOperand(_random.Next(2) == 0);
        var a = RandomOperand(_random.Next(2) == 0);
        if (unread > 0 && _random.Next(2) == 0)
        {
            a = new Operand(BufferId.Out);
        }

        var destination = RandomOperand(_random.Next(3) == 0);
        Instruction vector;
        do
        {
            vector = _random.Next(7) switch
            {
                0 => VAdd(destination, a, b, length),
                1 => VMax(destination, a, b, length),
                2 => VMac(destination, a, b with { Narrow = true }, _random.Next(-32768, 32768), length),
                3 => VSet(destination, _random.Next(int.MinValue, int.MaxValue), length),
                4 when machine.Gpeu.Products => VMul(destination, a, b with { Narrow = true }, _random.Next(-128, 128), length),
                5 when machine.Gpeu.Tables && a.Buffer != BufferId.Out => VLut(destination with { Narrow = true }, a with { Narrow = true }, length),
                _ => VRq(destination with { Narrow = true }, a, _random.Next(-128, 128), _random.Next(-128, 0), _random.Next(128), length),
            };
            destination = RandomOperand(_random.Next(3) == 0);
        }
        while (Overtakes(vector));
        unread -= vector.Opcode != Opcode.VSet && vector.A.Buffer == BufferId.Out ? 1 : 0;
        return vector;
    }

    /// <summary>Null where the buffers are too small for the length.</summary>
    private Instruction? RandomDot()
    {
        var (length, lanes) = (1 + _random.Next(machine.Columns), machine.Width / 4);
        var most = (4 * machine.Columns / ((length + lanes - 1) / lanes * lanes)) - 4;
        var target = RandomOperand(false);
        var other = new Operand(target.Buffer == BufferId.Sum ? BufferId.Opd : BufferId.Sum, Narrow: true);
        return most < 1 ? null : VDot(target, target with { Narrow = true }, other, 1 + _random.Next(most), length);
    }

    private Operand RandomOperand(bool narrow) => new(_random.Next(2) == 0 ? BufferId.Sum : BufferId.Opd, narrow);

    private static bool Overtakes(Instruction i) => !i.Destination.Narrow && (Aliases(i.A, i.Destination) || Aliases(i.B, i.Destination));

    private static bool Aliases(Operand source, Operand destination) => source.Narrow && source.Buffer == destination.Buffer;
}
