using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CimGen.Core.Files;

namespace CimGen.Sweeps.Points;

/// <summary>Results that are there, a file for each point: what is found is not run again, by whichever process of whichever computer it was found.</summary>
/// <param name="folder">Of the files.</param>
public sealed class PointStore(string folder)
{
    /// <summary>The result of a point; null when there is none yet.</summary>
    public PointResult? Find(SweepPoint point)
    {
        var file = PathOf(point);
        if (!File.Exists(file))
        {
            return null;
        }

        var result = JsonNode.Parse(File.ReadAllText(file))!;
        return new PointResult(
            [.. result["values"]!.AsArray().Select(Value)],
            result["seconds"]!.AsObject().ToImmutableSortedDictionary(s => s.Key, s => s.Value!.GetValue<double>()),
            result["needed"]!.GetValue<int>());
    }

    /// <summary>Keeps a result; the file appears all at once.</summary>
    public void Keep(SweepPoint point, PointResult result)
    {
        Directory.CreateDirectory(folder);
        var text = new JsonObject
        {
            ["values"] = new JsonArray([.. result.Values.Select(Node)]),
            ["seconds"] = new JsonObject(result.Seconds.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Key, s.Value))),
            ["needed"] = result.Needed,
            ["point"] = point.ToString(),
        }.ToJsonString();
        var staging = Path.Combine(folder, StagingName.New(point.Key()));
        File.WriteAllText(staging, text + "\n");
        File.Move(staging, PathOf(point), overwrite: true);
    }

    private string PathOf(SweepPoint point) => Path.Combine(folder, $"{point.Key()}.json");

    /// <summary>A whole number has no point, a share always has one, so that each comes back as what it was.</summary>
    private static JsonNode? Node(object value) => value switch
    {
        double share => JsonNode.Parse(share.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().ContainsAny('.', 'E') ? text : $"{text}.0"),
        string text => JsonValue.Create(text),
        long number => JsonValue.Create(number),
        _ => throw new InvalidOperationException($"no value of a measure: {value}"),
    };

    private static object Value(JsonNode? node)
    {
        if (node!.GetValueKind() == JsonValueKind.String)
        {
            return node.GetValue<string>();
        }

        var text = node.ToJsonString();
        return text.AsSpan().ContainsAny('.', 'E', 'e')
            ? (object)double.Parse(text, CultureInfo.InvariantCulture)
            : long.Parse(text, CultureInfo.InvariantCulture);
    }
}
