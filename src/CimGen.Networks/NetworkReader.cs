using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx;

namespace CimGen.Networks;

/// <summary>Reads a network by the ending of its file: .onnx, or .yaml / .yml. Its names can be printed, whatever the file had.</summary>
public static class NetworkReader
{
    public static Result<Network> Read(string path)
    {
        var at = new SourceLocation(path);
        Result<Network> network = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".onnx" => OnnxReader.Read(path),
            ".yaml" or ".yml" => YamlNetworkReader.Read(path).Then(n => Result.Success(PrintableNames.In(n))),
            _ => NetworkDiagnostics.NotReadable(at, "the file's ending is neither .onnx nor .yaml"),
        };
        var read = network.Then(n => TooMany(n, at) is { } problem ? problem : Result.Success(WithCopies(n, at)));
        Release(path);
        return read;
    }

    private static Diagnostic? TooMany(Network network, SourceLocation at) => (network.Inputs.Length, network.Outputs.Length) switch
    {
        ( > MapBundle.Most, _) => NetworkDiagnostics.Graph(at, $"the network has {network.Inputs.Length} inputs, and {MapBundle.Most} are the most", "give several as the channels of one"),
        (_, > MapBundle.Most) => NetworkDiagnostics.Graph(at, $"the network has {network.Outputs.Length} outputs, and {MapBundle.Most} are the most", "concatenate some of them"),
        _ => null,
    };

    /// <summary>Behind a large model lie copies of all its weights. What comes next takes about as much memory: better theirs than more.</summary>
    private static void Release(string path)
    {
        const long Large = 1 << 24;
        if (new FileInfo(path) is { Exists: true, Length: > Large })
        {
            GC.Collect();
        }
    }

    /// <summary>An input that a network gives back, as one of Flatten or Dropout alone does, becomes a copy: hardware has something to do.</summary>
    private static Network WithCopies(Network network, SourceLocation at)
    {
        foreach (var input in network.Inputs.Where(i => network.Outputs.Any(o => o.Map == i)))
        {
            var copy = $"{input}:copy";
            network = network with
            {
                Outputs = [.. network.Outputs.Select(o => o.Map == input ? o with { Map = copy } : o)],
                Shapes = network.Shapes.Add(copy, network.Shapes[input]),
                Layers = network.Layers.Add(new Sum(copy, [input], copy, ActivationRange.Unbounded, at)),
            };
        }

        return network;
    }
}
