using System.Collections.Immutable;
using System.Globalization;
using CimGen.Machines;

namespace CimGen.Planning.Placement;

/// <summary>Cores First, First + Stride, ... of one tile: as many as a loop can go over.</summary>
/// <param name="Stride">At least 1; 1 for a run of one core.</param>
public readonly record struct PlaceRun(Place First, int Stride, int Count)
{
    /// <summary>The places, in order.</summary>
    public IEnumerable<Place> Places
    {
        get
        {
            var (first, stride) = (First, Stride);
            return Enumerable.Range(0, Count).Select(i => first with { Core = first.Core + (i * stride) });
        }
    }

    /// <summary>The fewest runs, taken greedily, that have exactly these places in this order.</summary>
    public static ImmutableArray<PlaceRun> Of(IEnumerable<Place> places)
    {
        var runs = ImmutableArray.CreateBuilder<PlaceRun>();
        foreach (var place in places)
        {
            if (runs.Count > 0 && runs[^1] is var last && last.First.Tile == place.Tile && place.Core > last.First.Core
                && (last.Count == 1 || place.Core == last.First.Core + (last.Count * last.Stride)))
            {
                var stride = last.Count == 1 ? place.Core - last.First.Core : last.Stride;
                runs[^1] = last with { Stride = stride, Count = last.Count + 1 };
            }
            else
            {
                runs.Add(new PlaceRun(place, 1, 1));
            }
        }

        return runs.ToImmutable();
    }

    /// <summary>For dumps: <c>3..7</c>, and lists of it.</summary>
    public static string Text(IEnumerable<Place> places) => string.Join(' ', Of(places).Select(r => r switch
    {
        { Stride: 1 } => string.Create(CultureInfo.InvariantCulture, $"{r.First}..{r.Places.Last()}"),
        _ => string.Join(' ', r.Places),
    }));
}
