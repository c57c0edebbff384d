namespace CimGen.Core.Files;

/// <summary>
/// A lock on a file, which one process holds at a time. The system knows the owner, not its number: the lock holds across containers that
/// share the file, and ends with its owner, however that dies.
/// </summary>
public sealed class FileLock : IDisposable
{
    private const int LinuxWouldBlock = 11, BsdWouldBlock = 35, WindowsSharing = unchecked((int)0x80070020);

    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    /// <param name="path">The file, which is made when there is none; its folder must exist.</param>
    /// <param name="temporary">Whether the file goes with the lock.</param>
    /// <returns>Null when somebody else holds the lock.</returns>
    public static FileLock? Take(string path, bool temporary = false)
    {
        while (true)
        {
            var stream = Open(path, temporary);
            if (stream is null || !HasGone(stream))
            {
                return stream is null ? null : new FileLock(stream);
            }

            stream.Dispose();
        }
    }

    public void Dispose() => _stream.Dispose();

    private static FileStream? Open(string path, bool temporary)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, temporary ? FileOptions.DeleteOnClose : FileOptions.None);
        }
        catch (IOException exception) when (exception.HResult is LinuxWouldBlock or BsdWouldBlock or WindowsSharing)
        {
            return null;
        }
    }

    /// <summary>Between opening and locking, the last owner may have deleted the file or put another folder in the place of its own.</summary>
    private static bool HasGone(FileStream stream) =>
        new FileInfo($"/proc/self/fd/{stream.SafeFileHandle.DangerousGetHandle()}").LinkTarget is { } place
        && (place.EndsWith(" (deleted)", StringComparison.Ordinal) || (StagingName.FolderOf(Path.GetDirectoryName(place)!) is not null && StagingName.FolderOf(Path.GetDirectoryName(stream.Name)!) is null));
}
