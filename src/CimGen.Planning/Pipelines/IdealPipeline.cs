using System.Collections.Immutable;
using CimGen.Networks.Graph;

namespace CimGen.Planning.Pipelines;

/// <summary>
/// Cross-layer execution as soon as possible (R. Pelke et al., CLSA-CIM, DATE 2024): an output position may start when all that its window covers is
/// there. A replica makes one position per MVM time, positions start in raster order, and all else, layers without weights and moving data, takes no
/// time. What any schedule is measured against.
/// </summary>
public sealed class IdealPipeline
{
    private readonly Network _network;

    // When each position of a map is there, in MVM times from the start; of maps that a layer or the host writes.
    private readonly Dictionary<string, int[]> _written = new(StringComparer.Ordinal);

    // What was written of a map: itself, or its parts.
    private readonly ILookup<string, string> _pieces;

    private IdealPipeline(Network network)
    {
        _network = network;
        _pieces = network.Inputs.Concat(network.Layers.Select(l => l.Output)).ToLookup(map => network.Parts.GetValueOrDefault(map)?.Whole ?? map, StringComparer.Ordinal);
    }

    /// <summary>MVM times from the start to the last output position of one image.</summary>
    /// <param name="replicas">Of the convolutions, in order.</param>
    public static int Latency(Network network, ImmutableArray<int> replicas)
    {
        var pipeline = new IdealPipeline(network);
        pipeline.Run(replicas);
        return pipeline._written.Values.Max(map => map.Max());
    }

    private void Run(ImmutableArray<int> replicas)
    {
        foreach (var input in _network.Inputs)
        {
            _written[input] = new int[Positions(_network.Shapes[input])];
        }

        var convolution = 0;
        foreach (var layer in _network.Layers)
        {
            _written[layer.Output] = layer switch
            {
                Convolution c => Made(Covered(c.Input, c.Output, c.Window), replicas[convolution++]),
                MaxPooling p => Covered(p.Input, p.Output, p.Window),
                AveragePooling p => Covered(p.Input, p.Output, p.Window),
                _ => Joined(layer),
            };
        }
    }

    /// <summary>Each position one MVM time after it may start and a replica is free.</summary>
    private static int[] Made(int[] ready, int replicas)
    {
        for (var i = 0; i < ready.Length; i++)
        {
            ready[i] = Math.Max(ready[i], i < replicas ? 0 : ready[i - replicas]) + 1;
        }

        return ready;
    }

    /// <summary>When the last input of each window is there: first along rows, then along columns.</summary>
    private int[] Covered(string input, string output, Window window)
    {
        var (times, from, to) = (Times(input), _network.Shapes[input], _network.Shapes[output]);
        var alongRows = new int[from.Height * to.Width];
        for (var i = 0; i < alongRows.Length; i++)
        {
            var (y, x) = Math.DivRem(i, to.Width);
            alongRows[i] = Latest(times, y * from.Width, 1, from.Width, (x * window.StrideX) - window.PadLeft, window.KernelX, window.DilationX);
        }

        var covered = new int[Positions(to)];
        for (var i = 0; i < covered.Length; i++)
        {
            var (y, x) = Math.DivRem(i, to.Width);
            covered[i] = Latest(alongRows, x, to.Width, from.Height, (y * window.StrideY) - window.PadTop, window.KernelY, window.DilationY);
        }

        return covered;
    }

    /// <summary>The latest of the times under a kernel, along a line of a map; padding is always there.</summary>
    private static int Latest(int[] times, int line, int step, int length, int first, int kernel, int dilation)
    {
        var latest = 0;
        for (var k = 0; k < kernel; k++)
        {
            var at = first + (k * dilation);
            latest = at >= 0 && at < length ? Math.Max(latest, times[line + (at * step)]) : latest;
        }

        return latest;
    }

    /// <summary>When a position is there in all inputs; an input of one position, such as a gate, counts for all.</summary>
    private int[] Joined(Layer layer)
    {
        var joined = new int[Positions(_network.Shapes[layer.Output])];
        foreach (var times in layer.Inputs.Select(Times))
        {
            for (var i = 0; i < joined.Length; i++)
            {
                joined[i] = Math.Max(joined[i], times.Length == 1 ? times[0] : times[i]);
            }
        }

        return joined;
    }

    /// <summary>When the positions of a map are there, which may be a part of others or put together from them.</summary>
    private int[] Times(string map)
    {
        if (_written.TryGetValue(map, out var own))
        {
            return own;
        }

        var (shape, part) = (_network.Shapes[map], _network.Parts.GetValueOrDefault(map) ?? new MapPart(map));
        var whole = _network.Shapes[part.Whole];
        var latest = new int[Positions(whole)];
        foreach (var piece in _pieces[part.Whole])
        {
            var (of, place) = (_network.Shapes[piece], _network.Parts.GetValueOrDefault(piece) ?? new MapPart(piece));
            if (place.FirstChannel < part.FirstChannel + shape.Channels && part.FirstChannel < place.FirstChannel + of.Channels)
            {
                foreach (var (at, inWhole) in Places(place, of, whole))
                {
                    latest[inWhole] = Math.Max(latest[inWhole], _written[piece][at]);
                }
            }
        }

        var times = new int[Positions(shape)];
        foreach (var (at, inWhole) in Places(part, shape, whole))
        {
            times[at] = latest[inWhole];
        }

        return times;
    }

    /// <summary>Positions of a part, and where they lie in the whole.</summary>
    private static IEnumerable<(int At, int InWhole)> Places(MapPart part, FeatureShape shape, FeatureShape whole) =>
        Enumerable.Range(0, Positions(shape)).Select(at => Math.DivRem(at, shape.Width) is var (y, x)
            ? (at, ((part.Top + (y * part.StepY)) * whole.Width) + part.Left + (x * part.StepX))
            : default);

    private static int Positions(FeatureShape shape) => shape.Height * shape.Width;
}
