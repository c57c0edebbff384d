using CimGen.Networks.Onnx.Format;

namespace CimGen.Networks.Onnx.Structure;

/// <summary>Versions of the operator sets that a model or a function is written in.</summary>
internal sealed class Opsets
{
    /// <summary>First and last version of ONNX's own operators whose rules the operator table follows.</summary>
    public const int Oldest = 7, Newest = 23;

    private const string LongName = "ai.onnx";

    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

    public Opsets(IEnumerable<OperatorSetIdProto> imports)
    {
        foreach (var import in imports)
        {
            _versions[Normalize(import.Domain)] = import.Version;
        }
    }

    /// <summary>Version of ONNX's own operators; null when the model does not say.</summary>
    public long? Onnx => _versions.TryGetValue(string.Empty, out var version) ? version : null;

    /// <summary>ONNX's own operators have two names for their domain.</summary>
    public static string Normalize(string domain) => domain == LongName ? string.Empty : domain;
}
