using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using CimGen.Flow;

namespace CimGen.Sweeps.Measures;

/// <summary>Tells programs apart that may give other results. Equal sources give equal assemblies.</summary>
internal static class ProgramVersion
{
    private static readonly Lazy<string> OfAssemblies = new(() => Hash(Reachable(typeof(ProgramVersion).Assembly, []).Select(a => a.ManifestModule.ModuleVersionId.ToByteArray())));
    private static readonly Lazy<string> OfTemplates = new(() => Hash(new[] { Resources.Templates, Resources.Harness }
        .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)).Select(File.ReadAllBytes)));

    /// <summary>This assembly and those below it that are ours.</summary>
    public static string Assemblies => OfAssemblies.Value;

    /// <summary>Templates, driver and harness.</summary>
    public static string Templates => OfTemplates.Value;

    private static IEnumerable<Assembly> Reachable(Assembly from, HashSet<string> seen) => seen.Add(from.GetName().Name!)
        ? from.GetReferencedAssemblies().Where(n => n.Name!.StartsWith("CimGen.", StringComparison.Ordinal)).OrderBy(n => n.Name, StringComparer.Ordinal)
            .SelectMany(n => Reachable(Assembly.Load(n), seen)).Append(from)
        : [];

    private static string Hash(IEnumerable<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.ASCII.GetBytes($"{part.Length} "));
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
