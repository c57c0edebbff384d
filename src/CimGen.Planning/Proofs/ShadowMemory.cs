namespace CimGen.Planning.Proofs;

/// <summary>Two accesses in no certain order.</summary>
/// <param name="Address">The first byte that both touch.</param>
/// <param name="Rival">The earlier access of the greedy execution; null when there is none, and a load reads what nobody wrote.</param>
internal readonly record struct Conflict(long Address, Access? Rival);

/// <summary>
/// What happened to each granule of one memory, after FastTrack (Flanagan and Freund, PLDI 2009). An access is ordered behind another
/// when its core's clock has reached the other's epoch. Memory grows with the pages that are touched, and histories with the transfers
/// that they hold, not with their bytes.
/// </summary>
internal sealed class ShadowMemory(long bytes, int granule)
{
    private const int PageCells = 512;

    private readonly History?[]?[] _pages = new History?[]?[(bytes / granule / PageCells) + 1];

    /// <summary>The host writes before the run.</summary>
    public void Initialize(long address, long length)
    {
        var (cell, end) = (address / granule, (address + length) / granule);
        if (cell < end)
        {
            Overwrite(cell, end, new History(new Access(-1, 0, 0), (int)(end - cell)));
        }
    }

    /// <summary>A load; null when it is in order.</summary>
    public Conflict? Load(long address, int length, Access access, Clock clock)
    {
        var end = End(address, length);
        for (long cell = address / granule, next; cell < end; cell = next)
        {
            var run = Run(cell, end);
            next = cell + run.Length;
            if (run[0] is not { } history)
            {
                return new Conflict(cell * granule, null);
            }

            if (!clock.IsAfter(history.Store))
            {
                return new Conflict(cell * granule, history.Store);
            }

            if (history.Cells > run.Length)
            {
                history = history.Split(run.Length);
                run.Fill(history);
            }

            history.Load(access);
        }

        return null;
    }

    /// <summary>A store; null when it is in order.</summary>
    public Conflict? Store(long address, int length, Access access, Clock clock)
    {
        var (first, end) = (address / granule, End(address, length));
        for (long cell = first, next; cell < end; cell = next)
        {
            var run = Run(cell, end);
            next = cell + run.Length;
            if (run[0] is not { } history)
            {
                continue;
            }

            if (!clock.IsAfter(history.Store))
            {
                return new Conflict(cell * granule, history.Store);
            }

            foreach (ref readonly var load in history.Loads)
            {
                if (!clock.IsAfter(load))
                {
                    return new Conflict(cell * granule, load);
                }
            }

            if (run.Length == end - first && run.Length == history.Cells)
            {
                history.Overwrite(access);
                return null;
            }
        }

        Overwrite(first, end, new History(access, (int)(end - first)));
        return null;
    }

    /// <summary>A core has stored there during the run.</summary>
    public bool StoredByCore(long address) => Run(address / granule, (address / granule) + 1)[0] is { Store.Core: >= 0 };

    private long End(long address, int length) => (address + length + granule - 1) / granule;

    private void Overwrite(long cell, long end, History history)
    {
        for (long next; cell < end; cell = next)
        {
            var run = Run(cell, end);
            next = cell + run.Length;
            run[0]?.Drop(run.Length);
            run.Fill(history);
        }
    }

    /// <summary>The cells from one on, within its page and before <paramref name="end"/>, that share its history.</summary>
    private Span<History?> Run(long cell, long end)
    {
        var page = _pages[cell / PageCells] ??= new History?[PageCells];
        var offset = (int)(cell % PageCells);
        var cells = page.AsSpan(offset, (int)Math.Min(PageCells - offset, end - cell));
        var length = 1;
        while (length < cells.Length && ReferenceEquals(cells[length], cells[0]))
        {
            length++;
        }

        return cells[..length];
    }
}
