using CimGen.Machines;
using CimGen.Machines.Effects;
using CimGen.Machines.Images;
using CimGen.Tests.Shared;

namespace CimGen.Planning.Tests;

/// <summary>
/// A chip whose tiles form a pipeline, as effects alone, without programs. Each core computes its part of a row from the whole row that lies
/// in its tile, writes it into the rolling buffer of the next tile and calls all cores there; these return the space by CALLs.
/// </summary>
internal sealed record TiledChip(int Tiles, int Rows) : IEffectSource
{
    /// <summary>Cores of a tile.</summary>
    public const int Cores = 8;

    /// <summary>Bytes that a core computes of each row.</summary>
    public const int PartBytes = 64;

    /// <summary>Rows that a rolling buffer holds.</summary>
    private const int Depth = 4;

    private const int RowBytes = Cores * PartBytes;

    /// <summary>Waits for the space before it writes a row.</summary>
    public bool WaitsForSpace { get; init; } = true;

    /// <summary>The tile whose memory the cores of a tile read.</summary>
    public Func<int, int> ReadsFrom { get; init; } = tile => tile;

    /// <summary>Told of each row that a core of the last tile has stored.</summary>
    public Action<int> Stored { get; init; } = _ => { };

    /// <summary>Loads of parts of rows and stores of parts.</summary>
    public long Accesses => (long)Tiles * Cores * Rows * (Cores + 1);

    /// <summary>Each core calls all those of the next tile for each row, and is called back.</summary>
    public long Calls => 2L * (Tiles - 1) * Cores * Cores * Rows;

    /// <summary>The first rows find the buffer empty.</summary>
    public long Waits => Calls - ((long)(Tiles - 1) * Cores * Cores * Math.Min(Depth, Rows));

    /// <summary>One tile of the chip.</summary>
    public static Architecture Tile { get; } = TestMachines.Square(PartBytes, Cores, counters: 2 * Cores);

    /// <summary>No programs; the input in the first tile, the output in the last one.</summary>
    public MachineImage Image => new(
        [.. Enumerable.Repeat(new CoreImage([], [], []), Tiles * Cores)],
        [],
        [new FeatureLayout(0, RowBytes, Rows, 1, RowBytes, RowBytes)],
        [new FeatureLayout(Rows * RowBytes, RowBytes, Rows, 1, RowBytes, RowBytes) { Memory = new MemoryId(Tiles - 1) }]);

    /// <inheritdoc/>
    public IEffectWalk Walk(Architecture architecture, int core, CoreImage image, bool followsResults) =>
        new EffectList(core, Steps(architecture, architecture.PlaceOf(core)).GetEnumerator());

    private IEnumerable<Effect> Steps(Architecture architecture, Place place)
    {
        var (tile, core) = place;
        for (var row = 0; row < Rows; row++)
        {
            for (var part = 0; part < Cores; part++)
            {
                if (tile > 0)
                {
                    yield return new Effect(EffectKind.Wait, 0) { Counter = part, Value = row + 1 };
                }

                var address = ((tile > 0 ? row % Depth : row) * RowBytes) + (part * PartBytes);
                yield return new Effect(EffectKind.Load, 1) { Memory = new(ReadsFrom(tile)), Address = address, Bytes = PartBytes, IntoInput = true };
                if (tile > 0)
                {
                    yield return new Effect(EffectKind.Call, 2) { Core = architecture.CoreAt(new Place(tile - 1, part)), Counter = Cores + core };
                }
            }

            if (tile == Tiles - 1)
            {
                yield return Store(tile, ((Rows + row) * RowBytes) + (core * PartBytes));
                Stored(row);
                continue;
            }

            for (var next = 0; next < Cores && row >= Depth && WaitsForSpace; next++)
            {
                yield return new Effect(EffectKind.Wait, 3) { Counter = Cores + next, Value = row + 1 - Depth };
            }

            yield return Store(tile + 1, ((row % Depth) * RowBytes) + (core * PartBytes));
            for (var next = 0; next < Cores; next++)
            {
                yield return new Effect(EffectKind.Call, 5) { Core = architecture.CoreAt(new Place(tile + 1, next)), Counter = core };
            }
        }
    }

    private static Effect Store(int tile, int address) => new(EffectKind.Store, 4) { Memory = new MemoryId(tile), Address = address, Bytes = PartBytes };

    private sealed class EffectList(int core, IEnumerator<Effect> effects) : IEffectWalk
    {
        public string? Fault => null;

        public Effect Next() => effects.MoveNext() ? effects.Current : new Effect(EffectKind.End, 6);

        public string Where(int step) => $"core {core} step {step}";
    }
}
