using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx;

namespace CimGen.Networks;

/// <summary>Reads a network by the ending of its file: .onnx, or .yaml / .yml. Its names can be printed, whatever the file had.</summary>
public static class NetworkReader
{
    public static Result<Network> Read(string path) => ReadAny(path).Then(n => Result.Success(PrintableNames.In(n)));

    private static Result<Network> ReadAny(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".onnx" => OnnxReader.Read(path),
        ".yaml" or ".yml" => YamlNetworkReader.Read(path),
        _ => NetworkDiagnostics.NotReadable(new SourceLocation(path), "the file's ending is neither .onnx nor .yaml"),
    };
}
