using CimGen.Core.Files;

namespace CimGen.Rtl.Folders;

/// <summary>
/// Tells the generator's files in a folder from everybody else's. What lies there is looked at, the list is never followed: it may name
/// places outside, or behind a link.
/// </summary>
/// <param name="paths">Of the generator's files, relative, with <c>/</c>.</param>
/// <param name="alsoEnter">More files whose folders are looked into.</param>
internal sealed class OwnFiles(IEnumerable<string> paths, IEnumerable<string> alsoEnter)
{
    /// <summary>What every folder has, and no build replaces while it is locked.</summary>
    public const string Lock = ".lock";

    private readonly HashSet<string> _files = [.. paths, Manifest.Path, Lock];
    private readonly HashSet<string> _folders = [.. paths.Concat(alsoEnter).SelectMany(Above)];

    public OwnFiles(IEnumerable<string> paths)
        : this(paths, [])
    {
    }

    /// <summary>The folders between a path and the root, outermost first.</summary>
    public static IEnumerable<string> Above(string path)
    {
        for (var i = path.IndexOf('/', StringComparison.Ordinal); i > 0; i = path.IndexOf('/', i + 1))
        {
            yield return path[..i];
        }
    }

    /// <summary>Whether a file or link of that path would be the generator's.</summary>
    public bool HasFile(string path) => _files.Contains(path);

    /// <summary>Whether the generator's files make a folder of that path.</summary>
    public bool HasFolder(string path) => _folders.Contains(path);

    /// <summary>The generator's files that are there.</summary>
    public IEnumerable<string> In(string folder) => Walk(folder).Where(e => e.Own).Select(e => e.Path);

    /// <summary>Everything else that is there. A folder without files of the generator is one entry, as is a link.</summary>
    public IEnumerable<string> OthersIn(string folder) => Walk(folder).Where(e => !e.Own).Select(e => e.Path);

    /// <summary>
    /// Deletes the generator's files, folders that are empty then, and the folder itself if it is. The manifest, which tells whose the others
    /// are, and the lock, which tells that somebody is at it, come last.
    /// </summary>
    public void DeleteIn(string folder)
    {
        foreach (var path in In(folder).Where(p => p is not (Manifest.Path or Lock)).ToList())
        {
            File.Delete(Path.Combine(folder, path));
        }

        DeleteEmpty(folder);
        File.Delete(Path.Combine(folder, Manifest.Path));
        File.Delete(Path.Combine(folder, Lock));
        if (IsEmpty(folder))
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>Deletes folders that the generator's files had made and that are empty.</summary>
    public void DeleteEmpty(string folder) => DeleteEmpty(folder, string.Empty);

    private void DeleteEmpty(string root, string below)
    {
        foreach (var entry in new DirectoryInfo(Path.Combine(root, below)).GetDirectories().Where(e => e.LinkTarget is null && HasFolder(below + e.Name)))
        {
            DeleteEmpty(root, below + entry.Name + "/");
            if (IsEmpty(entry.FullName))
            {
                entry.Delete();
            }
        }
    }

    private static bool IsEmpty(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null } folder && !folder.EnumerateFileSystemInfos().Any();

    private IEnumerable<(string Path, bool Own)> Walk(string root, string below = "")
    {
        foreach (var entry in new DirectoryInfo(Path.Combine(root, below)).GetFileSystemInfos())
        {
            var path = below + entry.Name;
            if (entry is not DirectoryInfo || entry.LinkTarget is not null)
            {
                yield return (path, HasFile(path));
            }
            else if (!HasFolder(path))
            {
                // Staging folders of this very run are nobody's.
                if (StagingName.FolderOf(path) is not "")
                {
                    yield return (path, false);
                }
            }
            else
            {
                foreach (var inner in Walk(root, path + "/"))
                {
                    yield return inner;
                }
            }
        }
    }
}
