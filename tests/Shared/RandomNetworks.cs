using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Tests.Shared;

/// <summary>Small networks of all kinds of layers, with branches, parts, tables, odd sizes, strides, paddings and dilations.</summary>
internal static class RandomNetworks
{
    public static readonly Arbitrary<int> Seeds = Gen.Choose(1, int.MaxValue - 10).ToArbitrary();

    /// <summary>Positions of a map that another one may have between its own.</summary>
    private const int LargestSpread = 60;

    public static QuantizedNetwork Next(Random random)
    {
        var shape = new FeatureShape(random.Next(1, 9), random.Next(1, 11), random.Next(1, 11));
        var builder = new NetworkBuilder(shape, random.Next(), random.Next(-128, 128)) { FusesTables = random.Next(2) == 0 };
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            // Mostly a chain; sometimes a branch.
            var from = builder.Tensors[random.Next(4) == 0 ? random.Next(builder.Tensors.Count) : builder.Tensors.Count - 1];
            var name = $"layer{builder.Tensors.Count}";
            switch (random.Next(12))
            {
                case 0:
                    builder.MaxPooling(name, from.Name, Window(random, from, builder));
                    break;
                case 1:
                    builder.AveragePooling(name, from.Name, Window(random, from, builder));
                    break;
                case 2:
                    var other = builder.Tensors.Last(t => t.Shape == from.Shape);
                    builder.Sum(name, random.Next(3) == 0 ? [from.Name] : [from.Name, other.Name]);
                    break;
                case 3:
                    builder.Scaling(name, from.Name);
                    break;
                case 4 when random.Next(2) == 0:
                    builder.Convolution(name, from.Name, random.Next(1, 40), new Window(from.Shape.Height, from.Shape.Width));
                    break;
                case 5 when random.Next(2) == 0:
                    var groups = random.Next(2) == 0 ? from.Shape.Channels : Divisor(random, from.Shape.Channels);
                    builder.Convolution(name, from.Name, groups * random.Next(1, 4), Window(random, from, builder), groups: groups);
                    break;
                case 6:
                    builder.Lookup(name, from.Name);
                    break;
                case 7:
                    var right = builder.Tensors.Last(t => t.Shape == from.Shape || t.Shape == new FeatureShape(from.Shape.Channels, 1, 1));
                    builder.Product(name, from.Name, right.Name);
                    break;
                case 8:
                    Gate(builder, name, from);
                    break;
                case 9:
                    Concatenate(builder, random, name, from);
                    break;
                case 10:
                    Interleave(builder, random, name, from);
                    break;
                case 11:
                    Part(builder, random, $"{name}.part", from);
                    builder.Convolution(name, $"{name}.part", random.Next(1, 9), Window(random, builder.Tensor($"{name}.part"), builder));
                    break;
                default:
                    builder.Convolution(name, from.Name, random.Next(1, 20), Window(random, from, builder));
                    break;
            }
        }

        return builder.Build();
    }

    public static sbyte[] Image(Random random, FeatureShape shape)
    {
        var image = new sbyte[shape.Count];
        foreach (ref var value in image.AsSpan())
        {
            value = (sbyte)random.Next(-128, 128);
        }

        return image;
    }

    /// <summary>Each channel times a function of its mean, as squeeze-and-excitation has it.</summary>
    private static void Gate(NetworkBuilder builder, string name, QuantizedTensor from) => builder
        .AveragePooling($"{name}.mean", from.Name, new Window(from.Shape.Height, from.Shape.Width))
        .Lookup($"{name}.gate", $"{name}.mean")
        .Product(name, from.Name, $"{name}.gate");

    /// <summary>Layers that write channels of one tensor side by side, one of which may be such a tensor itself.</summary>
    private static void Concatenate(NetworkBuilder builder, Random random, string name, QuantizedTensor from)
    {
        var window = Window(random, from, builder);
        var (first, second) = (random.Next(1, 9), random.Next(1, 9));
        var map = new FeatureShape(first + second, window.OutputHeight(from.Shape.Height), window.OutputWidth(from.Shape.Width));
        var nested = random.Next(1, second + 1);
        builder.Whole(name, map)
            .Part($"{name}.0", name, new MapPart(name), map with { Channels = first }, written: true)
            .Part($"{name}.1", name, new MapPart(name, first), map with { Channels = second })
            .Part($"{name}.1.0", $"{name}.1", new MapPart(name), map with { Channels = nested }, written: true)
            .Convolution($"{name}.0", from.Name, first, window)
            .Convolution($"{name}.1.0", from.Name, nested, window);
        if (nested < second)
        {
            builder.Part($"{name}.1.1", $"{name}.1", new MapPart(name, nested), map with { Channels = second - nested }, written: true)
                .Convolution($"{name}.1.1", from.Name, second - nested, window);
        }
    }

    /// <summary>Layers each of which writes every other row and column, as a transposed convolution has it.</summary>
    private static void Interleave(NetworkBuilder builder, Random random, string name, QuantizedTensor from)
    {
        var (shape, most) = (from.Shape, from.Shape.Height * from.Shape.Width > LargestSpread ? 1 : 2);
        var (stepY, stepX) = (random.Next(1, most + 1), random.Next(1, most + 1));
        builder.Whole(name, new FeatureShape(shape.Channels, stepY * shape.Height, stepX * shape.Width));
        foreach (var (top, left) in from top in Enumerable.Range(0, stepY) from left in Enumerable.Range(0, stepX) select (top, left))
        {
            var part = $"{name}.{top}{left}";
            builder.Part(part, name, new MapPart(name, 0, top, left, stepY, stepX), shape, written: true);
            if (random.Next(3) > 0)
            {
                builder.Scaling(part, from.Name);
            }
            else
            {
                builder.Sum(part, from.Name);
            }
        }
    }

    /// <summary>Some channels, rows and columns of a tensor, or every other row and column.</summary>
    private static void Part(NetworkBuilder builder, Random random, string name, QuantizedTensor from)
    {
        var shape = from.Shape;
        var channel = random.Next(shape.Channels);
        var channels = random.Next(1, shape.Channels - channel + 1);
        if (random.Next(2) == 0)
        {
            builder.Part(name, from.Name, new MapPart(from.Name, channel), shape with { Channels = channels });
            return;
        }

        var (top, left, stepY, stepX) = (random.Next(shape.Height), random.Next(shape.Width), random.Next(1, 3), random.Next(1, 3));
        var (height, width) = (random.Next(1, ((shape.Height - top - 1) / stepY) + 2), random.Next(1, ((shape.Width - left - 1) / stepX) + 2));
        builder.Part(name, from.Name, new MapPart(from.Name, channel, top, left, stepY, stepX), new FeatureShape(channels, height, width));
    }

    private static int Divisor(Random random, int of)
    {
        var divisors = Enumerable.Range(1, of).Where(d => of % d == 0).ToArray();
        return divisors[random.Next(divisors.Length)];
    }

    /// <summary>A window on a piece of a map has no padding: what lies around the piece is no border.</summary>
    private static Window Window(Random random, QuantizedTensor from, NetworkBuilder builder)
    {
        var (shape, whole) = (from.Shape, builder.Shape(from.Holder));
        var pads = from.Part is null || from.Part.IsOfChannels(shape, whole) ? 3 : 1;
        while (true)
        {
            var window = new Window(
                random.Next(1, 5), random.Next(1, 5),
                random.Next(1, 4), random.Next(1, 4),
                random.Next(pads), random.Next(pads), random.Next(pads), random.Next(pads),
                random.Next(4) == 0 ? 2 : 1, random.Next(4) == 0 ? 2 : 1);
            if (shape.Height + window.PadTop + window.PadBottom >= window.SpanY && shape.Width + window.PadLeft + window.PadRight >= window.SpanX)
            {
                return window;
            }
        }
    }
}
