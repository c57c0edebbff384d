namespace CimGen.Cli.Tests;

/// <summary>A folder for one test; gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>The absolute path.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("cimgen-cli-").FullName;

    public string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>Writes a file; the folders above it are made.</summary>
    /// <returns>Its path.</returns>
    public string Write(string relative, string text)
    {
        var path = Path(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
