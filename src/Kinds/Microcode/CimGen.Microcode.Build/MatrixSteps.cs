using CimGen.Planning.Dataflow;

namespace CimGen.Microcode.Build;

/// <summary>By how far walkers go: positions, and to the next row where they go row by row.</summary>
internal readonly record struct Move(int Positions, bool ToNextRow = false);

/// <summary>What a program does at one place of the order.</summary>
/// <param name="Row">A row of the kind; 0 where the layer does not go row by row.</param>
/// <param name="Begins">A row begins.</param>
/// <param name="Input">The walker of inputs behind the load.</param>
/// <param name="Output">Walkers of output and partial sum at the end.</param>
/// <param name="Ends">A row ends.</param>
internal readonly record struct VectorStep(VectorRole Role, int Row, bool Begins, bool Multiplies, bool Loads, Move Input, Move Output, bool Ends);

/// <summary>
/// The steps of one core's order. When units overlap, the multiplication is one vector ahead of the output part and the load two. Where layers hand on rows
/// this starts anew with each row: what is ready is told before the core waits for more.
/// </summary>
internal sealed class MatrixSteps
{
    private readonly (int Vector, VectorRole Role)[] _vectors;
    private readonly int _ahead;
    private readonly RowKinds? _kinds;
    private readonly int _row;

    /// <param name="kinds">Null where the layer does not go row by row.</param>
    public MatrixSteps(WorkOrder order, bool overlapped, RowKinds? kinds)
    {
        _vectors = [.. order.Vectors()];
        (_ahead, _kinds) = (overlapped ? 1 : 0, kinds);
        _row = kinds is null ? _vectors.Length : order.Phases[0].Count;
    }

    /// <summary>Vectors of the order.</summary>
    public int Count => _vectors.Length;

    /// <summary>The first output vector.</summary>
    public int First => _vectors[0].Vector;

    /// <summary>Vectors that are done without waiting in between.</summary>
    public int Together => _row;

    /// <summary>Outputs of vector n; multiplication of n + 1 and inputs of n + 2 when units overlap, else all of n.</summary>
    public VectorStep this[int n]
    {
        get
        {
            var column = n % _row;
            var loads = column + (2 * _ahead) < _row;
            return new VectorStep(
                _vectors[n].Role,
                _kinds?.FirstOf(_kinds[n / _row]) ?? 0,
                _kinds is not null && column == 0,
                column + _ahead < _row,
                loads,
                loads ? Behind(n + (2 * _ahead)) : default,
                Behind(n),
                _kinds is not null && column == _row - 1);
        }
    }

    /// <summary>From a vector to the next. Behind the last nobody looks; a step like all others keeps the loop whole.</summary>
    public Move Behind(int n)
    {
        if (_kinds is null)
        {
            return new Move(n + 1 < _vectors.Length ? _vectors[n + 1].Vector - _vectors[n].Vector : 1);
        }

        return (n + 1) % _row != 0 ? new Move(1) : new Move(1 - _row, ToNextRow: true);
    }
}
