using System.Collections.Immutable;
using CimGen.Crossbars.Model;
using CimGen.Flow;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Stimuli;

/// <summary>
/// A design whose cores first fill their instruction memory with random instructions that no code generator would write: all registers with all their bits,
/// transfers of any length and alignment to the end of shared memory, vector operations of any length on any values; products, dot products and tables
/// where the machine has them.
/// </summary>
public sealed class MicrocodeStorm
{
    private const int RandomBytes = 1024;
    private const int PrivateBytes = 256;

    /// <summary>Stores with which each core begins.</summary>
    private const int Meetings = 4;

    private static readonly BufferId[] Data = [BufferId.Sum, BufferId.Opd];

    private readonly Random _random;
    private readonly Architecture _architecture;
    private readonly int _shared;
    private readonly int _own;
    private readonly bool _odd;
    private readonly List<Instruction> _program = [];

    private MicrocodeStorm(Architecture architecture, int core, int shared, int seed)
    {
        _random = new Random((seed * architecture.Cores) + core);
        _architecture = architecture;
        _shared = shared;
        _own = shared + RandomBytes + (core * PrivateBytes);
        _odd = int.IsOddInteger(core);
    }

    private int Columns => _architecture.Crossbar.Columns;

    private int Lanes => _architecture.Bus.WidthBytes / 4;

    private bool Tables => _architecture.Gpeu.Tables;

    private bool Products => _architecture.Gpeu.Products;

    /// <summary>And room for one tap of a step.</summary>
    private bool Dots => _architecture.Gpeu.Dots && Gpeu.DotBytes(Lanes, 1) <= 4 * Columns;

    /// <summary>Longest transfer to or from a buffer.</summary>
    private int BufferBytes => Math.Min(4 * Columns, PrivateBytes / 2);

    /// <exception cref="ArgumentException">Shared memory is too full.</exception>
    public static CompiledDesign Of(CompiledDesign design) => Of(design, seed: 0);

    /// <param name="seed">Chooses the instructions.</param>
    /// <exception cref="ArgumentException">Shared memory is too full.</exception>
    public static CompiledDesign Of(CompiledDesign design, int seed)
    {
        var (image, architecture) = (design.Image, design.Architecture);
        var shared = architecture.Memory.SizeBytes - RandomBytes - (architecture.Cores * PrivateBytes);
        if (shared < design.Schedule.Memory.Bytes)
        {
            throw new ArgumentException("shared memory is too full", nameof(design));
        }

        return design with
        {
            Image = image with
            {
                Cores = [.. image.Cores.Select((c, i) => MicrocodeEdits.Surround(c, new MicrocodeStorm(architecture, i, shared, seed).Program(Room(c)), []))],
                Memory = image.Memory.Add(new MemorySegment(shared, Values(RandomBytes + (architecture.Cores * PrivateBytes)))),
            },
        };

        int Room(CoreImage core) => (architecture.InstructionMemoryBytes - core.ProgramBytes) / InstructionSet.InstructionBytes;
    }

    /// <summary>Each fourth byte is less than 32, so that any word serves as requantization parameters: a shift is 1 at least.</summary>
    private static ImmutableArray<byte> Values(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(i => (byte)(i % 4 == 2 ? random.Next(1, 64) : random.Next(256)))];
    }

    private List<Instruction> Program(int most)
    {
        // All cores are in step until they store, all at once and several times, to each alignment: each waits for the others with its data out.
        _program.AddRange(Data.Select(b => Instruction.VSet(new Operand(b), Word(), Columns)));
        var stores = Enumerable.Range(0, Meetings)
            .Select(i => Instruction.Store(Data[i % Data.Length], 0, Math.Min(BufferBytes, PrivateBytes / Meetings) - i, 0, _own + (i * PrivateBytes / Meetings) + i)).ToList();
        _program.AddRange(stores);

        // Both classes of loads meet at the bus.
        if (_odd)
        {
            _program.Add(LoadInput());
        }

        // Every buffer is written before it is read, the parameters from a multiple of four.
        _program.AddRange([.. stores.Select(s => Instruction.Load(BufferId.Sum, 0, s.Length, 0, s.Immediate)), LoadParameters(), .. Data.Select(Load)]);
        if (Tables)
        {
            _program.Add(Transfer(Instruction.Load(BufferId.Tab, 0, Gpeu.TableBytes, 0, 0), _shared, RandomBytes));
        }

        for (var bank = 0; bank < 2; bank++)
        {
            _program.AddRange(
            [
                Transfer(Instruction.Load(BufferId.In, 0, _architecture.Crossbar.Rows, 0, 0), _shared, RandomBytes), Instruction.Mvm(),
                Instruction.VMax(new Operand(BufferId.Sum), new Operand(BufferId.Out), new Operand(BufferId.Opd), Columns),
            ]);
        }

        for (var register = 1; register < InstructionSet.Registers; register++)
        {
            _program.Add(Instruction.Add(register, 0, Word()));
        }

        while (true)
        {
            var next = Next();
            if (_program.Count + next.Count > most)
            {
                return _program;
            }

            _program.AddRange(next);
        }
    }

    private List<Instruction> Next()
    {
        var register = _random.Next(InstructionSet.Registers);
        switch (_random.Next(Dots ? 16 : 14))
        {
            case 0 or 1:
                return [Instruction.Add(register, _random.Next(InstructionSet.Registers), Word())];
            case 2:
                // Walkers are four registers from a multiple of four; column and width differ by less than 2^31.
                var walker = 4 * _random.Next(4);
                var (column, width) = _random.Next(2) == 0 ? (7, 7 + _random.Next(1, 4)) : (_random.Next(-1 << 30, 1 << 30), _random.Next(-1 << 29, 1 << 29));
                return [Instruction.Add(walker + 1, 0, column), Instruction.Add(walker + 2, 0, width), Instruction.Step(walker, _random.Next(2) == 0 ? _random.Next(1, 5) : _random.Next(65536), Word())];
            case 3:
                // Jumps over an instruction or not: any bit above the lowest says that it does.
                return [Instruction.Add(register, 0, 1 + (_random.Next(2) == 0 ? 0 : 1 << _random.Next(32))), Instruction.Loop(register, _program.Count + 3), Instruction.Add(15, 15, Word())];
            case 4:
                var value = _random.Next();
                return [Instruction.Add(14, 0, value), Instruction.Wait(_random.Next(_architecture.Sync.Counters), 14, -value - _random.Next(2))];
            case 5:
                // Nothing else shows what a register holds.
                return [.. Enumerable.Range(0, 3).Select(i => Instruction.Add(0, (register + (5 * i)) % InstructionSet.Registers, 0))];
            case 6:
                // Parameters that change while the GPEU may still use them, and are used at once.
                return [Requantize(), .. Based(LoadParameters()), Requantize()];
            case 7:
                return Based(Load(Data[_random.Next(Data.Length)]));
            case 8:
                // Only a load shows what has come to memory.
                var from = Data[_random.Next(Data.Length)];
                var store = Transfer(Instruction.Store(from, 0, _random.Next(1, BufferBytes + 1), 0, 0), _own, PrivateBytes);
                return [.. Based(store), .. ComputedBeside(from), Instruction.Load(Data[_random.Next(Data.Length)], 0, store.Length, 0, store.Immediate)];
            case 9:
                return Multiply();
            case 10 when Tables:
                // A table that changes while the GPEU may still use it, and is used at once.
                return [LookUp(), .. Based(LoadTable()), LookUp()];
            case 11 when Tables:
                return _random.Next(2) == 0 ? [LoadTable(), .. LoadedBeside(), LookUp()] : [LookUp(), Load(Data[_random.Next(Data.Length)]), LoadTable()];
            case 12 when BufferBytes == 4 * Columns:
                return Ragged();
            case 13 when Products:
                return [Product(new Operand(Data[_random.Next(Data.Length)])), .. Tables ? [LoadTable()] : LoadedBeside()];
            case 14 or 15:
                // Its buffers hold what the operation before has left, and what it leaves is used at once.
                var target = Data[_random.Next(Data.Length)];
                return [.. _random.Next(2) == 0 ? [Load(target)] : Array.Empty<Instruction>(), Dot(target), .. _random.Next(2) == 0 ? [Vector(new Operand(target))] : LoadedBeside()];
            default:
                return [Vector(new Operand(Data[_random.Next(Data.Length)])), .. LoadedBeside()];
        }
    }

    /// <summary>As many MVMs as the queue takes, then reads of all results.</summary>
    private List<Instruction> Multiply()
    {
        var results = _architecture.Units == UnitMode.Overlapped ? 2 : 1;
        var list = new List<Instruction>();
        for (var i = 0; i < results; i++)
        {
            list.AddRange([LoadInput(), Instruction.Mvm()]);
        }

        for (var i = 0; i < results; i++)
        {
            list.AddRange([Vector(new Operand(BufferId.Out)), .. LoadedBeside()]);
        }

        return list;
    }

    private Instruction Vector(Operand a)
    {
        // What lies beyond the elements in the last group of lanes is undefined, and all of a buffer is stored here.
        var length = Lanes * _random.Next(1, (Columns / Lanes) + 1);
        var other = new Operand(Data[_random.Next(2)]);

        // A buffer has one read port, which a wide and a narrow operand cannot share, and a wide result would overtake a narrow operand.
        var bytes = new Operand(a.Buffer == BufferId.Sum ? BufferId.Opd : BufferId.Sum, Narrow: true);
        var target = new Operand(bytes.Buffer == BufferId.Sum ? BufferId.Opd : BufferId.Sum);
        return _random.Next(Products ? 8 : 7) switch
        {
            0 => Instruction.VAdd(other, a, other, length),
            1 => Instruction.VMax(target, a, other, length),
            2 => Instruction.VMax(other with { Narrow = true }, a, bytes, length),
            3 => Instruction.VMac(target, a, bytes, _random.Next(-32768, 32768), length),
            4 when a.Buffer != BufferId.Out => Instruction.VAdd(target, bytes, bytes, length),
            5 when a.Buffer != BufferId.Out => Instruction.VSet(other with { Narrow = _random.Next(2) == 0 }, Word(), length),
            7 => Product(a) with { Length = length },
            _ => Requantize() with { Destination = other with { Narrow = true }, A = a, Length = length },
        };
    }

    /// <summary>Anything goes for a: of a wide operand nine bits count.</summary>
    private Instruction Product(Operand a)
    {
        var zero = _random.Next(4) switch { 0 => -128, 1 => 127, _ => _random.Next(-128, 128) };
        var length = Lanes * _random.Next(1, (Columns / Lanes) + 1);
        var other = a.Buffer == BufferId.Sum ? BufferId.Opd : BufferId.Sum;
        var wide = a.Buffer == BufferId.Out ? BufferId.Opd : a.Buffer;
        var narrow = a.Buffer != BufferId.Out && _random.Next(2) == 0;
        return _random.Next(3) switch
        {
            0 => Instruction.VMul(new Operand(Data[_random.Next(2)], Narrow: true), a with { Narrow = narrow }, new Operand(narrow ? Data[_random.Next(2)] : other, Narrow: true), zero, length),
            1 when narrow => Instruction.VMul(new Operand(other), a with { Narrow = true }, new Operand(a.Buffer, Narrow: true), zero, length),
            _ => Instruction.VMul(new Operand(wide), a, new Operand(other, Narrow: true), zero, length),
        };
    }

    /// <summary>From one step of as many taps as there is room for to as many steps as one tap leaves room for.</summary>
    private Instruction Dot(BufferId target)
    {
        var steps = _random.Next(1, (4 * Columns / Gpeu.DotBytes(Lanes, 1)) + 1);
        var most = Math.Min(Gpeu.MostTaps, (4 * Columns / (steps * Lanes)) - sizeof(int));
        var taps = _random.Next(2) == 0 ? most : _random.Next(1, most + 1);
        var other = new Operand(target == BufferId.Sum ? BufferId.Opd : BufferId.Sum, Narrow: true);
        return Instruction.VDot(new Operand(target), new Operand(target, Narrow: true), other, taps, Math.Min(steps * Lanes, Columns));
    }

    /// <summary>In place or not.</summary>
    private Instruction LookUp() => Instruction.VLut(
        new Operand(Data[_random.Next(2)], Narrow: true), new Operand(Data[_random.Next(2)], Narrow: true), Lanes * _random.Next(1, (Columns / Lanes) + 1));

    /// <summary>An operation on any number of elements, whose result is seen before what lies beyond it is written again.</summary>
    private List<Instruction> Ragged()
    {
        var length = _random.Next(1, Columns + 1);
        var whole = _random.Next(3) switch
        {
            0 when Tables => LookUp(),
            1 when Products => Product(new Operand(Data[_random.Next(2)])),
            _ => Requantize(),
        };
        var vector = whole with { Length = length };
        var target = vector.Destination;
        var store = Transfer(Instruction.Store(target.Buffer, 0, target.Narrow ? length : 4 * length, 0, 0), _own, PrivateBytes);
        return [vector, store, Transfer(Instruction.Load(target.Buffer, 0, BufferBytes, 0, 0), _shared, RandomBytes), Instruction.Load(target.Buffer, 0, store.Length, 0, store.Immediate)];
    }

    /// <summary>Half of the limits lie close to what small products come to.</summary>
    private Instruction Requantize()
    {
        const int Close = 4;
        var zero = _random.Next(-128, 128);
        var (low, high) = _random.Next(2) == 0
            ? (-_random.Next(129), _random.Next(128))
            : (Math.Max(zero - _random.Next(Close), -128), Math.Clamp(zero + _random.Next(-1, Close), -128, 127));
        return Instruction.VRq(new Operand(BufferId.Opd, true), new Operand(BufferId.Sum), zero, Math.Min(low, high), high, Columns);
    }

    /// <summary>A load that does not have to wait for the vector operation before it, if that is no requantization.</summary>
    private List<Instruction> LoadedBeside() => _random.Next(2) == 0 ? [LoadParameters()] : [];

    /// <summary>A vector operation that does not have to wait for the store before it.</summary>
    private List<Instruction> ComputedBeside(BufferId stored)
    {
        var other = new Operand(Data.Single(b => b != stored));
        return _random.Next(2) == 0 ? [Instruction.VAdd(other, other, other, Columns)] : [];
    }

    private Instruction LoadParameters() => Instruction.Load(BufferId.Rqp, 0, BufferBytes, 0, _shared + (4 * _random.Next(8)));

    /// <summary>All of the table, a byte of it, or anything between.</summary>
    private Instruction LoadTable()
    {
        var bytes = _random.Next(3) switch { 0 => Gpeu.TableBytes, 1 => 1, _ => _random.Next(1, Gpeu.TableBytes + 1) };
        return Transfer(Instruction.Load(BufferId.Tab, _random.Next(Gpeu.TableBytes - bytes + 1), bytes, 0, 0), _shared, RandomBytes);
    }

    private Instruction Load(BufferId buffer)
    {
        // A single byte shows each lane on its own.
        var bytes = _random.Next(2) == 0 ? 1 : _random.Next(1, BufferBytes + 1);
        var load = Instruction.Load(buffer, _random.Next((4 * Columns) - bytes + 1), bytes, 0, 0);
        return _random.Next(2) == 0 ? Transfer(load, _own, PrivateBytes) : Transfer(load, _shared, RandomBytes);
    }

    private Instruction LoadInput()
    {
        var bytes = _random.Next(1, _architecture.Crossbar.Rows + 1);
        return Transfer(Instruction.Load(BufferId.In, _random.Next(_architecture.Crossbar.Rows - bytes + 1), bytes, 0, 0), _shared, RandomBytes);
    }

    /// <summary>A transfer from anywhere in a region.</summary>
    private Instruction Transfer(Instruction transfer, int region, int size) =>
        transfer with { Base = 0, Immediate = region + _random.Next(size - transfer.Length + 1) };

    /// <summary>The same transfer, with an address from a register and a displacement of any sign.</summary>
    private List<Instruction> Based(Instruction transfer)
    {
        const int HalfRange = 1 << 25;
        var (register, displacement) = (_random.Next(1, InstructionSet.Registers), _random.Next(-HalfRange, HalfRange));
        return [Instruction.Add(register, 0, transfer.Immediate - displacement), transfer with { Base = register, Immediate = displacement }];
    }

    private int Word() => _random.Next(int.MinValue, int.MaxValue);
}
