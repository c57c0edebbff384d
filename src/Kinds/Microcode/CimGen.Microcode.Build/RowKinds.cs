using System.Collections.Immutable;

namespace CimGen.Microcode.Build;

/// <summary>Which rows of a core have the same program: those whose signatures are equal.</summary>
internal sealed class RowKinds
{
    private readonly ImmutableArray<int> _kinds;
    private readonly List<int> _first = [];

    /// <param name="count">Rows of the core.</param>
    /// <param name="signature">Of a row: all that its program depends on.</param>
    public RowKinds(int count, Func<int, IEnumerable<int>> signature)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var kinds = ImmutableArray.CreateBuilder<int>(count);
        for (var row = 0; row < count; row++)
        {
            var key = string.Join(' ', signature(row));
            if (!known.TryGetValue(key, out var kind))
            {
                known[key] = kind = _first.Count;
                _first.Add(row);
            }

            kinds.Add(kind);
        }

        _kinds = kinds.MoveToImmutable();
    }

    /// <summary>The kind of a row.</summary>
    public int this[int row] => _kinds[row];

    /// <summary>Rows of the core.</summary>
    public int Count => _kinds.Length;

    /// <summary>The first row of a kind, whose program all have.</summary>
    public int FirstOf(int kind) => _first[kind];
}
