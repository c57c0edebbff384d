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

    /// <summary>All maps by name.</summary>
    public Dictionary<string, T[]> All(IEnumerable<string> names) => names.ToDictionary(n => n, n => this[n], StringComparer.Ordinal);

    private T[] Gather(string name, MapPart part)
    {
        var (whole, map) = (_maps[part.Whole], new T[shapes(name).Count]);
        foreach (var (at, inWhole, length) in Pixels(name, part))
        {
            whole.AsSpan(inWhole, length).CopyTo(map.AsSpan(at));
        }

        return map;
    }

    private void Scatter(T[] map, string name, MapPart part)
    {
        if (!_maps.TryGetValue(part.Whole, out var whole))
        {
            whole = _maps[part.Whole] = new T[shapes(part.Whole).Count];
        }

        foreach (var (at, inWhole, length) in Pixels(name, part))
        {
            map.AsSpan(at, length).CopyTo(whole.AsSpan(inWhole));
        }
    }

    /// <summary>Runs of values that lie together in both.</summary>
    private IEnumerable<(int At, int InWhole, int Length)> Pixels(string name, MapPart part)
    {
        var (shape, whole) = (shapes(name), shapes(part.Whole));
        for (var y = 0; y < shape.Height; y++)
        {
            for (var x = 0; x < shape.Width; x++)
            {
                var pixel = ((part.Top + (y * part.StepY)) * whole.Width) + part.Left + (x * part.StepX);
                yield return (((y * shape.Width) + x) * shape.Channels, (pixel * whole.Channels) + part.FirstChannel, shape.Channels);
            }
        }
    }
}
