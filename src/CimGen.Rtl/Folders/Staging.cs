using System.Text;
using CimGen.Core.Files;

namespace CimGen.Rtl.Folders;

/// <summary>A folder that is written beside its place or inside, under a random name and with a lock that tells that its owner lives.</summary>
internal sealed record Staging(string Path, FileLock Lock)
{
    private const int Tries = 100;

    /// <summary>Makes the folder, still empty.</summary>
    /// <param name="parent">Where.</param>
    /// <param name="name">Name of the folder that it is for.</param>
    public static Staging Make(string parent, string name)
    {
        for (var i = 0; i < Tries; i++)
        {
            var path = System.IO.Path.Combine(parent, StagingName.New(name));
            Directory.CreateDirectory(path);
            try
            {
                if (FileLock.Take(System.IO.Path.Combine(path, OwnFiles.Lock)) is { } claim)
                {
                    return new Staging(path, claim);
                }
            }
            catch (DirectoryNotFoundException)
            {
                // Before it had a lock, another run took it for a leftover.
            }
        }

        throw new IOException("other runs remove what this one writes");
    }

    /// <summary>Writes files, the manifest first: it says whose all the others are.</summary>
    /// <param name="files">With a manifest.</param>
    /// <param name="stop">Whether to leave off.</param>
    public void Write(IEnumerable<OutputFile> files, Func<bool> stop)
    {
        foreach (var file in files.OrderByDescending(f => f.Path == Manifest.Path))
        {
            if (stop())
            {
                throw new IOException("the run was interrupted");
            }

            var path = System.IO.Path.Combine(Path, file.Path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text, new UTF8Encoding(false));
        }
    }
}
