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
        var input = InputForm.Integers(top, "input", 1, MaxDimension, required: true, bag);
        var seed = (ulong)top.Integer("seed", 0, int.MaxValue, 1);
        var list = top.Sequence("layers");
        var layers = list.Maps().Select((map, index) => LayerEntry.Read(map, index, bag)).ToImmutableArray();
        top.Finish();
        if (list.IsGiven && list.Items.IsEmpty)
        {
            bag.Add(NetworkDiagnostics.ListLength(top.LocationOf("layers"), "layers", 0, "at least one layer"));
        }

        // Shapes follow from what the layers before say: behind an error they would be made up.
        var network = bag.HasErrors ? null : Build(path, name, new FeatureShape(input[0], input[1], input[2]), top.LocationOf("input"), [.. layers.Select(l => l!)], seed, bag);
        return Result.From(network, bag);
    }

    private static Network? Build(
        string path, string name, FeatureShape input, SourceLocation inputAt, ImmutableArray<LayerEntry> layers, ulong seed, DiagnosticBag bag)
    {
        var graph = new YamlGraph(path, bag);
        graph.AddInput(input, inputAt);
        for (var i = 0; i < layers.Length && !bag.HasErrors; i++)
        {
            graph.Add(layers[i], seed + (ulong)i);
        }

        return bag.HasErrors ? null : graph.Build(name);
    }
}
