using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Tests.Shared;

/// <summary>Small networks of all kinds of layers, with branches, odd sizes, strides, paddings and dilations.</summary>
internal static class RandomNetworks
{
    public static readonly Arbitrary<int> Seeds = Gen.Choose(1, int.MaxValue - 10).ToArbitrary();

    public static QuantizedNetwork Next(Random random)
    {
        var shape = new FeatureShape(random.Next(1, 9), random.Next(1, 11), random.Next(1, 11));
        var builder = new NetworkBuilder(shape, random.Next(), random.Next(-128, 128));
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            // Mostly a chain; sometimes a branch.
            var from = builder.Tensors[random.Next(4) == 0 ? random.Next(builder.Tensors.Count) : builder.Tensors.Count - 1];
            var name = $"layer{builder.Tensors.Count}";
            switch (random.Next(7))
            {
                case 0:
                    builder.MaxPooling(name, from.Name, Window(random, from.Shape));
                    break;
                case 1:
                    builder.AveragePooling(name, from.Name, Window(random, from.Shape));
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
                    builder.Convolution(name, from.Name, groups * random.Next(1, 4), Window(random, from.Shape), groups: groups);
                    break;
                default:
                    builder.Convolution(name, from.Name, random.Next(1, 20), Window(random, from.Shape));
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

    private static int Divisor(Random random, int of)
    {
        var divisors = Enumerable.Range(1, of).Where(d => of % d == 0).ToArray();
        return divisors[random.Next(divisors.Length)];
    }

    private static Window Window(Random random, FeatureShape shape)
    {
        while (true)
        {
            var window = new Window(
                random.Next(1, 5), random.Next(1, 5),
                random.Next(1, 4), random.Next(1, 4),
                random.Next(3), random.Next(3), random.Next(3), random.Next(3),
                random.Next(4) == 0 ? 2 : 1, random.Next(4) == 0 ? 2 : 1);
            if (shape.Height + window.PadTop + window.PadBottom >= window.SpanY && shape.Width + window.PadLeft + window.PadRight >= window.SpanX)
            {
                return window;
            }
        }
    }
}
