using System.Text;
using CimGen.Core.Diagnostics;

namespace CimGen.Rtl;

/// <summary>Writes a design's folder all at once: beside its place first, then swapped in, so that a killed run leaves the old one or none.</summary>
public static class DesignFolder
{
    /// <returns>An error when the disk does not let us.</returns>
    public static Diagnostic? Write(string folder, IEnumerable<OutputFile> files)
    {
        var full = Path.GetFullPath(folder);
        var fresh = $"{full}.new-{Environment.ProcessId}";
        var old = $"{full}.old-{Environment.ProcessId}";
        try
        {
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
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return RtlDiagnostics.CannotWrite(new SourceLocation(folder), exception.Message.Split('\n')[0]);
        }
        finally
        {
            Remove(fresh);
            Remove(old);
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
