namespace CimGen.Networks;

/// <summary>Paths that a model names. A model is untrusted: what it refers to has to lie in its own folder or below.</summary>
internal static class ContainedPath
{
    /// <summary>The full path; null when it leaves the folder of the model, also by way of a link.</summary>
    public static string? Resolve(string modelPath, string location)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        var path = Path.GetFullPath(Path.Combine(folder, location));
        return location.Length > 0 && !Path.IsPathRooted(location) && IsInside(folder, path) && !IsLinked(folder, path) ? path : null;
    }

    /// <summary>Whether the file, or a folder between it and the model's folder, is a link that leads outside.</summary>
    private static bool IsLinked(string folder, string path)
    {
        for (FileSystemInfo entry = new FileInfo(path); entry.FullName.Length > folder.Length; entry = Directory.GetParent(entry.FullName)!)
        {
            if (entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target && !IsInside(folder, target.FullName))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInside(string folder, string path) =>
        path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
