using CimGen.Core.Files;

namespace CimGen.Rtl.Folders;

/// <summary>Puts new files in the place of the generator's old ones in a folder; what else lies there stays.</summary>
/// <param name="folder">Without links.</param>
/// <param name="files">The new files, with their manifest.</param>
/// <param name="stop">Whether to leave off.</param>
internal sealed class FolderSwap(string folder, IReadOnlyList<OutputFile> files, Func<bool> stop)
{
    private readonly OwnFiles _new = new(files.Select(f => f.Path));

    /// <summary>Somebody else's file at the place of a new one or of its folder; null when there is none.</summary>
    public string? InTheWay() => !Directory.Exists(folder) ? null : Old().OthersIn(folder)
        .FirstOrDefault(o => _new.HasFile(o) || _new.HasFolder(o) || OwnFiles.Above(o).Any(_new.HasFile));

    /// <summary>Writes a folder beside the old one, exchanges the two, and moves the files of others over: one rename each.</summary>
    /// <param name="isEmpty">There is no old folder, or nothing in it.</param>
    /// <returns>The lock of the new folder.</returns>
    /// <exception cref="IOException">Nothing has changed.</exception>
    public FileLock AsAWhole(bool isEmpty)
    {
        var parent = Path.GetDirectoryName(folder) ?? throw new IOException("a root folder has no place beside it");
        if (IsAbove(Environment.CurrentDirectory))
        {
            throw new IOException("who works in the folder would be left in the old one");
        }

        Directory.CreateDirectory(parent);
        var fresh = Staging.Make(parent, Path.GetFileName(folder));
        try
        {
            KeepMode(fresh.Path);
            fresh.Write(files, stop);
            if (isEmpty)
            {
                Rename.ToEmpty(fresh.Path, folder);
            }
            else
            {
                Exchange(fresh.Path);
            }

            return fresh.Lock;
        }
        catch
        {
            using (fresh.Lock)
            {
                _new.DeleteIn(fresh.Path);
            }

            throw;
        }
    }

    /// <summary>
    /// For a folder that cannot be exchanged. The new files are written inside it; then the old ones are moved aside and the new ones to their
    /// places. A run that is killed in between leaves a folder that lacks files, never one with files of both; the next one completes it.
    /// </summary>
    /// <exception cref="IOException">All is as it was.</exception>
    public void FileByFile()
    {
        var manifest = Path.Combine(folder, Manifest.Path);
        var listed = Manifest.Listed(folder);
        var before = listed is null ? null : File.ReadAllText(manifest);
        var fresh = Staging.Make(folder, "");
        var aside = Staging.Make(folder, "");
        try
        {
            fresh.Write(files, stop);
            var old = Old();
            Rewrite(manifest, Manifest.While(listed ?? [], files.Select(f => f.Path)), aside.Path);
            using (var moves = new Moves())
            {
                moves.Add(old.In(folder).Where(IsReplaced).ToList(), folder, aside.Path);
                old.DeleteEmpty(folder);
                moves.Add(_new.In(fresh.Path).Where(IsReplaced).ToList(), fresh.Path, folder);
                File.Move(Path.Combine(fresh.Path, Manifest.Path), manifest, overwrite: true);
                moves.Keep();
            }
        }
        catch when (before is not null)
        {
            Rewrite(manifest, before, aside.Path);
            throw;
        }
        catch
        {
            File.Delete(manifest);
            throw;
        }
        finally
        {
            Discard(fresh);
            Discard(aside);
        }
    }

    private bool IsAbove(string path) => path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Gives a fresh folder the mode of the old one, before it holds anything: who must not read the one must not read the other.</summary>
    private void KeepMode(string fresh)
    {
        const UnixFileMode Needed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (!OperatingSystem.IsWindows() && Directory.Exists(folder))
        {
            var mode = File.GetUnixFileMode(folder);
            if ((mode & Needed) != Needed)
            {
                throw new IOException("the folder is not to be written");
            }

            File.SetUnixFileMode(fresh, mode);
        }
    }

    private static bool IsReplaced(string path) => path is not (Manifest.Path or OwnFiles.Lock);

    private static void Rewrite(string path, string text, string staging)
    {
        var written = Path.Combine(staging, "text");
        File.WriteAllText(written, text);
        File.Move(written, path, overwrite: true);
    }

    private static void Discard(Staging staging)
    {
        Directory.Delete(staging.Path, recursive: true);
        staging.Lock.Dispose();
    }

    /// <summary>The generator's files of before, and a look into all folders that the new ones share with those of others.</summary>
    private OwnFiles Old() => new(Manifest.Listed(folder) ?? [], files.Select(f => f.Path));

    private void Exchange(string fresh)
    {
        var old = Old();
        Rename.Swap(fresh, folder);
        try
        {
            // They are looked for after the exchange: nobody adds one to the old folder now.
            using var moves = new Moves();
            moves.Add(old.OthersIn(fresh).ToList(), fresh, folder);
            moves.Keep();
        }
        catch
        {
            Rename.Swap(fresh, folder);
            throw;
        }

        try
        {
            old.DeleteIn(fresh);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The new folder is in its place; the next run tries again.
        }
    }
}
