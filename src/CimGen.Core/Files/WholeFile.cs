namespace CimGen.Core.Files;

/// <summary>A file that appears when all of it is written.</summary>
public static class WholeFile
{
    /// <summary>Writes a file beside its place and moves it there; an existing one is replaced.</summary>
    /// <exception cref="IOException">It cannot be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, StagingName.New(Path.GetFileName(path)));
        try
        {
            using (var stream = File.Create(temporary))
            {
                write(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
