using System.Security.Cryptography;
using System.Text;

namespace CimGen.Cosim;

/// <summary>
/// Compiled files that many models have in common: what Verilator adds to every model, and the harness. They take longer than a small model itself.
/// The first model leaves its objects in the cache for the others.
/// </summary>
/// <param name="cache">Where models are kept.</param>
/// <param name="files">Patterns of the objects' names.</param>
/// <param name="dependencies">Texts of all that the objects depend on.</param>
internal sealed class SharedObjects(string cache, IReadOnlyList<string> files, IEnumerable<string> dependencies)
{
    private readonly string _folder = Path.Combine(cache, $"objects-{Hash(dependencies)}");

    /// <summary>Puts the objects into a build folder, where make finds them newer than what they are made from.</summary>
    public void Give(string build)
    {
        if (Directory.Exists(_folder))
        {
            foreach (var file in Directory.EnumerateFiles(_folder))
            {
                var copy = Path.Combine(build, Path.GetFileName(file));
                File.Copy(file, copy);
                File.SetLastWriteTimeUtc(copy, DateTime.UtcNow);
            }
        }
    }

    /// <summary>Keeps the objects of a model that was built, unless another one's are there.</summary>
    public void Keep(string build)
    {
        if (Directory.Exists(_folder))
        {
            return;
        }

        var temporary = $"{_folder}.{Environment.ProcessId}-{Guid.NewGuid():n}";
        Directory.CreateDirectory(temporary);
        foreach (var file in files.SelectMany(f => Directory.EnumerateFiles(build, f)))
        {
            File.Copy(file, Path.Combine(temporary, Path.GetFileName(file)));
        }

        try
        {
            Directory.Move(temporary, _folder);
        }
        catch (IOException)
        {
            // Another process was faster.
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static string Hash(IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var bytes in texts.Select(Encoding.UTF8.GetBytes))
        {
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
