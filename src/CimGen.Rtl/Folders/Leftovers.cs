using CimGen.Core.Files;

namespace CimGen.Rtl.Folders;

/// <summary>
/// What killed runs left. A staging folder whose lock is free has no owner. It holds a build that was not finished, or, after the exchange,
/// the old folder: files of others that are still in it go to their design's folder first.
/// </summary>
internal static class Leftovers
{
    /// <summary>Removes the leftovers of all designs of a parent folder, as far as the system lets us.</summary>
    /// <param name="parent">The folder.</param>
    /// <param name="held">A design folder whose lock the caller holds; null for none.</param>
    public static void Remove(string parent, string? held)
    {
        foreach (var leftover in In(parent))
        {
            if (StagingName.FolderOf(leftover) is { Length: > 0 } name)
            {
                try
                {
                    Remove(leftover, Path.Combine(parent, name), held);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // Somebody else's, or gone by now.
                }
            }
        }
    }

    private static string[] In(string parent)
    {
        try
        {
            return Directory.Exists(parent) ? Directory.GetDirectories(parent) : [];
        }
        catch (UnauthorizedAccessException)
        {
            // One may go through it and not look: what is in it may be ours all the same.
            return [];
        }
    }

    private static void Remove(string leftover, string design, string? held)
    {
        using var dead = FileLock.Take(Path.Combine(leftover, OwnFiles.Lock));
        if (dead is null)
        {
            return;
        }

        var own = new OwnFiles(Manifest.Listed(leftover) ?? []);
        var others = own.OthersIn(leftover).ToList();
        if (others.Count > 0)
        {
            using var claim = design == held || !Directory.Exists(design) ? null : FileLock.Take(Path.Combine(design, OwnFiles.Lock));
            if (claim is null && design != held)
            {
                return;
            }

            Move(others, leftover, design);
        }

        own.DeleteIn(leftover);
    }

    /// <summary>What is in the way of none goes to the design; the rest stays.</summary>
    private static void Move(IEnumerable<string> others, string leftover, string design)
    {
        foreach (var path in others)
        {
            var to = Path.Combine(design, path);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            if (!Path.Exists(to))
            {
                Rename.To(Path.Combine(leftover, path), to);
            }
        }
    }
}
