using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CimGen.Rtl.Folders;

/// <summary>manifest.json: what a design folder is, and which of its files are the generator's. All others are somebody else's.</summary>
public static class Manifest
{
    /// <summary>Its path in the folder.</summary>
    public const string Path = "manifest.json";

    private const string Written = "files", Later = "later";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The manifest of a folder.</summary>
    /// <param name="facts">What the folder is.</param>
    /// <param name="files">Files of this build.</param>
    /// <param name="later">Files that later steps may add.</param>
    public static OutputFile Of(JsonObject facts, IEnumerable<OutputFile> files, IEnumerable<string> later)
    {
        facts[Written] = Array(files.Select(f => f.Path));
        facts[Later] = Array(later);
        return new OutputFile(Path, Text(facts));
    }

    /// <summary>The files that the manifest of a folder calls the generator's; null when there is none that can be read.</summary>
    public static ImmutableArray<string>? Listed(string folder)
    {
        var path = System.IO.Path.Combine(folder, Path);
        try
        {
            return File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject manifest && manifest[Written] is JsonArray
                ? [.. Texts(manifest[Written]), .. Texts(manifest[Later])]
                : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // The last two: a name that is there twice, half of a surrogate pair.
            return null;
        }
    }

    /// <summary>For the time while one set of files takes the place of another: all of both.</summary>
    internal static string While(IEnumerable<string> old, IEnumerable<string> next) =>
        Text(new JsonObject { ["complete"] = false, [Written] = Array(old.Concat(next).Distinct()) });

    private static JsonArray Array(IEnumerable<string> paths) =>
        new([.. paths.Order(StringComparer.Ordinal).Select(p => (JsonNode)p)]);

    private static IEnumerable<string> Texts(JsonNode? list) =>
        list is JsonArray array ? array.OfType<JsonValue>().Select(v => v.TryGetValue<string>(out var text) ? text : string.Empty) : [];

    private static string Text(JsonObject manifest) => manifest.ToJsonString(Indented) + "\n";
}
