using CimGen.Core.Files;

namespace CimGen.Rtl.Folders;

/// <summary>Renames from one folder to another that are undone unless all of them are kept.</summary>
internal sealed class Moves : IDisposable
{
    private readonly Stack<(string From, string To)> _done = [];

    /// <summary>Moves files or folders, which keep their paths. A folder that they need is made.</summary>
    public void Add(IEnumerable<string> paths, string from, string to)
    {
        foreach (var path in paths)
        {
            var (source, target) = (Path.Combine(from, path), Path.Combine(to, path));
            Move(source, target);
            _done.Push((source, target));
        }
    }

    /// <summary>There is nothing to be undone any more.</summary>
    public void Keep() => _done.Clear();

    public void Dispose()
    {
        while (_done.TryPop(out var move))
        {
            Move(move.To, move.From);
        }
    }

    private static void Move(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        Rename.To(from, to);
    }
}
