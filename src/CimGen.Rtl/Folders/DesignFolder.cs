using CimGen.Core.Diagnostics;
using CimGen.Core.Files;

namespace CimGen.Rtl.Folders;

/// <summary>
/// The folder of a design, claimed for one run. The generator's files in it are replaced all at once, so that a killed run leaves the old
/// folder or the new one. Everybody else's stay: docs/decisions/0023 says how.
/// </summary>
public sealed class DesignFolder : IDisposable
{
    private readonly string _real;
    private readonly object _gate = new();
    private readonly Termination _termination;
    private FileLock? _lock;
    private volatile bool _stop;

    private DesignFolder(string name, string real)
    {
        Name = name;
        _real = real;
        _termination = new Termination(() =>
        {
            // What is written just now is removed, or done.
            _stop = true;
            lock (_gate)
            {
            }
        });
    }

    /// <summary>The folder as the user calls it.</summary>
    public string Name { get; }

    private SourceLocation At => new(Name);

    /// <summary>Claims a folder, which need not exist. A link stands for its target.</summary>
    /// <returns>An error when the folder is somebody else's, or when another run has claimed it.</returns>
    public static Result<DesignFolder> Claim(string name)
    {
        if (RealPath.Of(name) is not { } real)
        {
            return RtlDiagnostics.CannotWrite(new SourceLocation(name), "the path has a circle of symbolic links");
        }

        var folder = new DesignFolder(name, Path.TrimEndingDirectorySeparator(real));
        var problem = folder.Guarded(folder.ClaimWhatIsThere);
        if (problem is null)
        {
            return Result.Success(folder);
        }

        folder.Dispose();
        return problem;
    }

    /// <summary>Claims a folder, writes it and gives it up.</summary>
    public static Diagnostic? Write(string name, IReadOnlyList<OutputFile> files)
    {
        var folder = Claim(name);
        using var claimed = folder.Value;
        return folder.Ok ? folder.Value.Write(files) : folder.Diagnostics[0];
    }

    /// <summary>Puts files in the place of all that earlier builds wrote.</summary>
    /// <param name="files">With a manifest.</param>
    /// <returns>An error when the disk does not let us; the folder is as it was then.</returns>
    public Diagnostic? Write(IReadOnlyList<OutputFile> files)
    {
        lock (_gate)
        {
            return Guarded(() => Replace(files));
        }
    }

    public void Dispose()
    {
        _termination.Dispose();
        _lock?.Dispose();
    }

    private Diagnostic? Guarded(Func<Diagnostic?> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return RtlDiagnostics.CannotWrite(At, exception.Message.Split('\n')[0]);
        }
    }

    /// <summary>Takes the lock of a folder with files; one without has none yet.</summary>
    private Diagnostic? ClaimWhatIsThere()
    {
        if (_lock is null && HasContent())
        {
            if (Manifest.Listed(_real) is null)
            {
                return RtlDiagnostics.ForeignFolder(At);
            }

            if (!TakeLock())
            {
                return RtlDiagnostics.InUse(At);
            }

            foreach (var staging in Directory.EnumerateDirectories(_real).Where(f => StagingName.FolderOf(f) is "").ToList())
            {
                Directory.Delete(staging, recursive: true);
            }
        }

        if (Path.GetDirectoryName(_real) is { } parent)
        {
            Leftovers.Remove(parent, _lock is null ? null : _real);
        }

        return null;
    }

    private bool HasContent() => Directory.Exists(_real) && Directory.EnumerateFileSystemEntries(_real).Any(IsContent);

    // A file system of its own has lost+found at its root.
    private static bool IsContent(string path) => Path.GetFileName(path) is not (OwnFiles.Lock or "lost+found") && StagingName.FolderOf(path) is not "";

    private bool TakeLock() => (_lock ??= FileLock.Take(Path.Combine(_real, OwnFiles.Lock))) is not null;

    private Diagnostic? Replace(IReadOnlyList<OutputFile> files)
    {
        // It may have come since the claim.
        if (ClaimWhatIsThere() is { } problem)
        {
            return problem;
        }

        var swap = new FolderSwap(_real, files, () => _stop);
        if (_lock is not null && swap.InTheWay() is { } path)
        {
            return RtlDiagnostics.FileInTheWay(At, path);
        }

        try
        {
            var fresh = swap.AsAWhole(isEmpty: _lock is null);
            _lock?.Dispose();
            _lock = fresh;
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && !_stop && Directory.Exists(_real))
        {
            if (_lock is null && HasContent())
            {
                return Replace(files);
            }

            // A mount point, a parent that is not ours, a file of somebody else's that cannot be moved.
            if (!TakeLock())
            {
                return RtlDiagnostics.InUse(At);
            }

            swap.FileByFile();
            return null;
        }
    }
}
