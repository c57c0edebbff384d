using System.Collections.Immutable;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Execution;

/// <summary>Feature maps while a network runs, HWC. What is written to a part is in its whole, and the other way round.</summary>
/// <param name="shapes">Of every map.</param>
/// <param name="parts">The maps that are parts of others.</param>
internal sealed class MapStore<T>(Func<string, FeatureShape> shapes, ImmutableSortedDictionary<string, MapPart> parts)
    where T : struct
{
    private readonly Dictionary<string, T[]> _maps = new(StringComparer.Ordinal);

    public T[] this[string name]
    {
        get => _maps.TryGetValue(name, out var map) ? map : _maps[name] = Gather(name, parts[name]);
        set
        {
            _maps[name] = value;
            if (parts.TryGetValue(name, out var part))
            {
                Scatter(value, name, part);
            }
        }
    }

    /// <summary>The maps of an image.</summary>
    public void Write(ImmutableArray<string> inputs, T[] image)
    {
        foreach (var (name, values) in inputs.Zip(new MapBundle([.. inputs.Select(shapes)]).Split(image)))
        {
            this[name] = values;
        }
    }

    /// <summary>All maps by name.</summary>
    public Dictionary<string, T[]> All(IEnumerable<string> names) => names.ToDictionary(n => n, n => this[n], StringComparer.Ordinal);

    private T[] Gather(string name, MapPart part) => part.Take(_maps[part.Whole], shapes(part.Whole), shapes(name));

    private void Scatter(T[] map, string name, MapPart part)
    {
        if (!_maps.TryGetValue(part.Whole, out var whole))
        {
            whole = _maps[part.Whole] = new T[shapes(part.Whole).Count];
        }

        part.Put(map, whole, shapes(part.Whole), shapes(name));
    }
}
