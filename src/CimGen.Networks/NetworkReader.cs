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
        var read = network.Then(n => Result.Success(WithLayer(n, at)));
        Release(path);
        return read;
    }

    /// <summary>Behind a large model lie copies of all its weights. What comes next takes about as much memory: better theirs than more.</summary>
    private static void Release(string path)
    {
        const long Large = 1 << 24;
        if (new FileInfo(path) is { Exists: true, Length: > Large })
        {
            GC.Collect();
        }
    }

    /// <summary>A network that gives its input back, as one of Flatten or Dropout alone, becomes a copy: hardware has something to do.</summary>
    private static Network WithLayer(Network network, SourceLocation at)
    {
        if (network.Output != network.Input)
        {
            return network;
        }

        var copy = $"{network.Input}:copy";
        return network with
        {
            Output = copy,
            Shapes = network.Shapes.Add(copy, network.Shapes[network.Input]),
            Layers = [new Sum(copy, [network.Input], copy, ActivationRange.Unbounded, at)],
        };
    }
}
