using System.Collections.Immutable;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Format;

namespace CimGen.Networks.Onnx.Values;

/// <summary>Names to values. Tensors of the model are loaded when somebody reads them: what nobody reads does not matter.</summary>
/// <param name="read">Names that a node or the caller of the network reads.</param>
/// <param name="taken">All names of the model.</param>
internal sealed class ValueTable(TensorLoader loader, IReadOnlySet<string> read, HashSet<string> taken)
{
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _stored = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sparse = new(StringComparer.Ordinal);

    public Value? this[string name]
    {
        get
        {
            if (_values.TryGetValue(name, out var value))
            {
                return value;
            }

            return _stored.TryGetValue(name, out var proto) ? _values[name] = Load(proto)
                : _sparse.Contains(name) ? _values[name] = loader.RefuseSparse(name)
                : null;
        }
    }

    /// <summary>The feature maps that hold values, by the names of these; without those that padding or an affine map still waits for.</summary>
    public ImmutableDictionary<string, string> Maps(GraphBuilder graph) => _values
        .Select(v => (v.Key, View: v.Value as FeatureView ?? (v.Value as QuantizedView)?.View))
        .Where(v => v.View is { Padding: null, Affine: null })
        .ToImmutableDictionary(v => v.Key, v => graph.Resolve(v.View!.Map), StringComparer.Ordinal);

    /// <summary>Feature maps of integers, by the names of the values.</summary>
    public IEnumerable<KeyValuePair<string, QuantizedView>> Integers() =>
        from value in _values
        where value.Value is QuantizedView { View: { Padding: null, Affine: null } }
        select KeyValuePair.Create(value.Key, (QuantizedView)value.Value);

    /// <summary>A name that nothing in the model has, for a map that is inside of a node.</summary>
    public string Unique(string name)
    {
        while (!taken.Add(name))
        {
            name += "'";
        }

        return name;
    }

    public bool IsRead(string name) => read.Contains(name);

    public void Set(string name, Value value) => _values[name] = value;

    public void Store(TensorProto proto) => _stored[proto.Name] = proto;

    public void StoreSparse(SparseTensorProto proto) => _sparse.Add(proto.Values?.Name ?? string.Empty);

    /// <summary>A tensor inside a node.</summary>
    public Value Load(TensorProto proto) => loader.Load(proto) is { } tensor ? tensor : new UnknownValue(IsConstant: true);
}
