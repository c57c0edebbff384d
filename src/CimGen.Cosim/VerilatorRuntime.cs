using System.Security.Cryptography;
using System.Text;

namespace CimGen.Cosim;

/// <summary>
/// What Verilator adds to every model, compiled: it takes longer than a small model itself, and is the same for all that are compiled alike.
/// The first model leaves its objects here for the others.
/// </summary>
/// <param name="cache">Where models are kept.</param>
/// <param name="options">All that the objects depend on.</param>
internal sealed class VerilatorRuntime(string cache, string options)
{
    private const string Objects = "verilated*.o";

    private readonly string _folder = Path.Combine(cache, $"runtime-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options)))[..16]}");

    /// <summary>Puts the objects into a build folder, where make finds them up to date.</summary>
    public void Give(string build)
    {
        if (Directory.Exists(_folder))
        {
            foreach (var file in Directory.EnumerateFiles(_folder))
            {
                File.Copy(file, Path.Combine(build, Path.GetFileName(file)));
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
        foreach (var file in Directory.EnumerateFiles(build, Objects))
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
}
