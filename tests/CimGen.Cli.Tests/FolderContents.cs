namespace CimGen.Cli.Tests;

/// <summary>All files of a folder, by relative path.</summary>
internal static class FolderContents
{
    /// <summary>Path to content, in ordinal order; a folder that does not exist has no files.</summary>
    public static SortedDictionary<string, string> Read(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                files.Add(Path.GetRelativePath(folder, file), Convert.ToHexString(File.ReadAllBytes(file)));
            }
        }

        return files;
    }
}
