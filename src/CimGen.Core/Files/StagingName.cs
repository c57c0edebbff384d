using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CimGen.Core.Files;

/// <summary>Names of folders that are there for the time of a write. They are random: numbers of processes meet in containers.</summary>
public static partial class StagingName
{
    private const int Digits = 32;

    /// <summary>A hidden name beside a folder; for a place inside, that folder's name is empty.</summary>
    public static string New(string folder) => $".{folder}.new-{RandomNumberGenerator.GetHexString(Digits, lowercase: true)}";

    /// <summary>The name of the folder that a path is the staging folder of; null when it is none.</summary>
    public static string? FolderOf(string path) => Pattern().Match(Path.GetFileName(path)) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^\.(.*)\.new-[0-9a-f]{32}$", RegexOptions.Singleline)]
    private static partial Regex Pattern();
}
