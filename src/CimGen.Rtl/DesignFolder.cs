using System.Globalization;
using System.Text;
using CimGen.Core.Diagnostics;

namespace CimGen.Rtl;

/// <summary>
/// Writes a design's folder all at once: beside its place first, then swapped in, so that a killed run leaves the old one or
/// none. What killed runs left beside it goes with the next write.
/// </summary>
public static class DesignFolder
{
    /// <summary>The file that every folder of ours has, however early the flow was stopped.</summary>
    public const string Mark = "stages/00-architecture.yaml";

    private const string Fresh = ".new-";
    private const string Old = ".old-";

    /// <returns>An error when the disk does not let us, or when the folder is somebody else's.</returns>
    public static Diagnostic? Write(string folder, IEnumerable<OutputFile> files)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var fresh = Beside(full, Fresh);
        var old = Beside(full, Old);
        try
        {
            if (Directory.Exists(full) && !File.Exists(Path.Combine(full, Mark)) && Directory.EnumerateFileSystemEntries(full).Any())
            {
                return RtlDiagnostics.ForeignFolder(new SourceLocation(folder));
            }

            RemoveLeftovers(full);
            foreach (var file in files)
            {
                var path = Path.Combine(fresh, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, file.Text, new UTF8Encoding(false));
            }

            if (Directory.Exists(full))
            {
                Directory.Move(full, old);
            }

            Directory.Move(fresh, full);
            Remove(old);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Restore(full, old);
            return RtlDiagnostics.CannotWrite(new SourceLocation(folder), exception.Message.Split('\n')[0]);
        }
        finally
        {
            Remove(fresh);
        }
    }

    private static string Beside(string full, string kind) => full + kind + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The old folder comes back when the new one could not take its place.</summary>
    private static void Restore(string full, string old)
    {
        if (Directory.Exists(old) && !Directory.Exists(full))
        {
            Directory.Move(old, full);
        }
    }

    /// <summary>Removes what runs that no longer exist left; a name with our own number is an earlier process's, too.</summary>
    private static void RemoveLeftovers(string full)
    {
        var parent = Path.GetDirectoryName(full);
        if (parent is null || !Directory.Exists(parent))
        {
            return;
        }

        foreach (var kind in new[] { Fresh, Old })
        {
            var prefix = Path.GetFileName(full) + kind;
            foreach (var leftover in Directory.GetDirectories(parent, prefix + "*"))
            {
                if (int.TryParse(Path.GetFileName(leftover)[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var process) && !Runs(process))
                {
                    Remove(leftover);
                }
            }
        }
    }

    private static bool Runs(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return process != Environment.ProcessId;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
