using CimGen.Core.Files;

namespace CimGen.Networks;

/// <summary>
/// Paths that a model names. A model is untrusted: it may read what lies in its folder or below. When the model is reached through a link, as
/// in the caches of model hubs, that is the folder of the link as well as that of the file itself.
/// </summary>
internal static class ContainedPath
{
    /// <summary>Where a file lies, with no link left on the path; it need not exist.</summary>
    /// <param name="modelPath">The model that names it.</param>
    /// <param name="location">The path, relative to the model's folder.</param>
    /// <returns>Null when the path leaves the folder, by its words or by way of a link, or leads in a circle.</returns>
    public static string? Resolve(string modelPath, string location)
    {
        if (location.Length == 0 || location.Contains('\0') || Path.IsPathRooted(location))
        {
            return null;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        var named = Path.GetFullPath(location, folder);
        return IsInside(folder, named) && RealPath.Of(named) is { } path && Folders(modelPath, folder).Any(f => IsInside(f, path)) ? path : null;
    }

    private static IEnumerable<string> Folders(string modelPath, string folder) =>
        from path in new[] { RealPath.Of(folder), Path.GetDirectoryName(RealPath.Of(modelPath)) }
        where path is not null
        select path;

    private static bool IsInside(string folder, string path) =>
        path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
