namespace CimGen.Planning.Proofs;

/// <summary>An access: a core, the core's epoch, and the instruction.</summary>
internal readonly record struct Access(int Core, int Epoch, int Pc);

/// <summary>
/// Last store and the loads since, per granule of shared memory, after FastTrack (Flanagan and Freund, PLDI 2009). An access is ordered
/// behind another when its core's clock has reached the other's epoch.
/// </summary>
internal sealed class ShadowMemory(long bytes, int granule)
{
    private readonly Access[] _stores = new Access[(bytes / granule) + 1];
    private readonly bool[] _written = new bool[(bytes / granule) + 1];
    private readonly List<Access>?[] _loads = new List<Access>?[(bytes / granule) + 1];

    /// <summary>The host writes before the run.</summary>
    public void Initialize(long address, long length)
    {
        for (var cell = address / granule; cell < (address + length) / granule; cell++)
        {
            _written[cell] = true;
            _stores[cell] = new Access(-1, 0, 0);
        }
    }

    /// <summary>A load; false with the first address nobody wrote, or the store that it races with.</summary>
    public bool Load(long address, int length, Access access, int[] clock, out long where, out Access? other)
    {
        other = null;
        for (var cell = address / granule; cell * granule < address + length; cell++)
        {
            where = cell * granule;
            if (!_written[cell])
            {
                return false;
            }

            if (!Ordered(_stores[cell], access, clock))
            {
                other = _stores[cell];
                return false;
            }

            var loads = _loads[cell] ??= [];
            var mine = loads.FindIndex(l => l.Core == access.Core);
            if (mine >= 0)
            {
                loads[mine] = access;
            }
            else
            {
                loads.Add(access);
            }
        }

        where = -1;
        return true;
    }

    /// <summary>A store; false with the access that it races with.</summary>
    public bool Store(long address, int length, Access access, int[] clock, out long where, out Access? other)
    {
        for (var cell = address / granule; cell * granule < address + length; cell++)
        {
            where = cell * granule;
            if (_written[cell] && !Ordered(_stores[cell], access, clock))
            {
                other = _stores[cell];
                return false;
            }

            foreach (var load in _loads[cell] ?? [])
            {
                if (!Ordered(load, access, clock))
                {
                    other = load;
                    return false;
                }
            }

            _loads[cell]?.Clear();
            _written[cell] = true;
            _stores[cell] = access;
        }

        where = -1;
        other = null;
        return true;
    }

    /// <summary>A core has stored there during the run.</summary>
    public bool StoredByCore(long address) => _written[address / granule] && _stores[address / granule].Core >= 0;

    private static bool Ordered(Access before, Access after, int[] clock) =>
        before.Core < 0 || before.Core == after.Core || clock[before.Core] >= before.Epoch;
}
