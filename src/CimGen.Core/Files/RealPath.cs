namespace CimGen.Core.Files;

/// <summary>Paths without symbolic links. A link's target is walked as the system does: <c>..</c> behind another link is the parent of that one's target.</summary>
public static class RealPath
{
    /// <summary>Links on one path; more are taken for a circle, as in the system.</summary>
    private const int MaxLinks = 40;

    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <returns>The full path; parts that do not exist stay as they are. Null when links lead in a circle.</returns>
    public static string? Of(string path)
    {
        // As everywhere in .NET, '..' in the path itself takes back the name before it.
        var whole = Path.GetFullPath(path);
        var real = Path.GetPathRoot(whole)!;
        var ahead = new Stack<string>();
        Push(ahead, whole);
        var links = 0;
        while (ahead.TryPop(out var part))
        {
            if (part is ".")
            {
                continue;
            }

            if (part is "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            real = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : real;
            Push(ahead, target);
        }

        return real;
    }

    private static void Push(Stack<string> ahead, string path)
    {
        foreach (var part in path[Path.GetPathRoot(path)!.Length..].Split(Separators, StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            ahead.Push(part);
        }
    }
}
