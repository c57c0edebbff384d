namespace CimGen.Planning.Proofs;

/// <summary>
/// The last store and the loads since, for cells that every access has touched alike: a transfer has one history, not one per cell.
/// </summary>
/// <param name="store">What all the cells were written with.</param>
/// <param name="cells">How many they are.</param>
internal sealed class History(Access store, int cells)
{
    private Access[] _loads = [];
    private int _count;

    public Access Store { get; private set; } = store;

    public int Cells { get; private set; } = cells;

    /// <summary>Loads since the store: the last one of each core.</summary>
    public ReadOnlySpan<Access> Loads => _loads.AsSpan(0, _count);

    /// <summary>A history of its own for some of the cells.</summary>
    public History Split(int cells)
    {
        Cells -= cells;
        return new History(Store, cells) { _loads = [.. Loads], _count = _count };
    }

    /// <summary>Some of the cells are overwritten, and have another history from now on.</summary>
    public void Drop(int cells) => Cells -= cells;

    public void Overwrite(Access access)
    {
        Store = access;
        _count = 0;
    }

    public void Load(Access access)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_loads[i].Core == access.Core)
            {
                _loads[i] = access;
                return;
            }
        }

        if (_count == _loads.Length)
        {
            Array.Resize(ref _loads, Math.Max(1, 2 * _count));
        }

        _loads[_count++] = access;
    }
}
