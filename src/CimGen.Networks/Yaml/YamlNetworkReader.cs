using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Networks.Graph;
using CimGen.Networks.Yaml;

namespace CimGen.Networks;

/// <summary>Reads the small YAML form of a network, for experiments on single layers. docs/network-yaml.md describes it.</summary>
public static class YamlNetworkReader
{
    private const int MaxDimension = 65536;

    private static readonly ListForm InputForm = new("[channels, height, width]", 3);

    public static Result<Network> Read(string path)
    {
        var bag = new DiagnosticBag();
        if (YamlFile.Read(path, bag) is not { } top)
        {
            return Result.From<Network>(null, bag);
        }

        var name = top.Text("name");
        var inputs = ReadInputs(top, bag);
        var seed = (ulong)top.Integer("seed", 0, int.MaxValue, 1);
        var range = top.Enum<WeightRange>("random_weights", WeightRange.Unit);
        var outputs = top.OptionalSequence("outputs");
        var list = top.Sequence("layers");
        var layers = list.Maps().Select((map, index) => LayerEntry.Read(map, index, bag)).ToImmutableArray();
        top.Finish();
        if (list.IsGiven && list.Items.IsEmpty)
        {
            bag.Add(NetworkDiagnostics.ListLength(top.LocationOf("layers"), "layers", 0, "at least one layer"));
        }

        if (outputs is { Items.IsEmpty: true })
        {
            bag.Add(NetworkDiagnostics.ListLength(outputs.Location, "outputs", 0, "at least the name of one layer"));
        }

        // Shapes follow from what the layers before say: behind an error they would be made up.
        var network = bag.HasErrors ? null : Build(path, name, inputs, [.. layers.Select(l => l!)], outputs, range, seed, bag);
        return Result.From(network, bag);
    }

    /// <summary>One that is called 'input', or several with their names.</summary>
    private static ImmutableArray<InputEntry> ReadInputs(YamlMap top, DiagnosticBag bag)
    {
        var several = top.OptionalMap("inputs");
        var alone = InputForm.Integers(top, "input", 1, MaxDimension, required: several is null, bag);
        if (several is null)
        {
            return alone.IsEmpty ? [] : [new InputEntry("input", alone, top.LocationOf("input"))];
        }

        if (top.Has("input"))
        {
            bag.Add(NetworkDiagnostics.Graph(top.LocationOf("input"), "there is 'input' beside 'inputs'", "name all of them under 'inputs'"));
        }

        if (!several.Keys.Any())
        {
            bag.Add(NetworkDiagnostics.ListLength(several.Location, "inputs", 0, "at least one name with its [channels, height, width]"));
        }

        return [.. several.Keys.ToList().Select(key => new InputEntry(key, InputForm.Integers(several, key, 1, MaxDimension, required: true, bag), several.LocationOf(key)))];
    }

    private static Network? Build(
        string path, string name, ImmutableArray<InputEntry> inputs, ImmutableArray<LayerEntry> layers, YamlSequence? outputs, WeightRange range, ulong seed, DiagnosticBag bag)
    {
        var graph = new YamlGraph(path, range, bag);
        foreach (var input in inputs)
        {
            graph.AddInput(input.Name, new FeatureShape(input.Sides[0], input.Sides[1], input.Sides[2]), input.At);
        }

        for (var i = 0; i < layers.Length && !bag.HasErrors; i++)
        {
            graph.Add(layers[i], seed + (ulong)i);
        }

        var network = bag.HasErrors ? null : graph.Build(name, outputs?.Texts() ?? [], outputs?.Location ?? new SourceLocation(path));
        return bag.HasErrors ? null : network;
    }

    /// <param name="Sides">Channels, height, width; empty after an error.</param>
    private sealed record InputEntry(string Name, ImmutableArray<int> Sides, SourceLocation At);
}
