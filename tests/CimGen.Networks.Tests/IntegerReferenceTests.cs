using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Networks.Tests;

/// <summary>The vectorized reference against the formulas in the docstrings of the layers, one value at a time.</summary>
public class IntegerReferenceTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(200);

    [Fact]
    public void EveryLayerGivesWhatItsFormulaSays() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var network = RandomNetworks.Next(random);
        var maps = IntegerReference.Run(network, RandomNetworks.Image(random, network.Tensor(network.Inputs[0]).Shape));
        foreach (var layer in network.Layers)
        {
            var shape = network.Tensor(layer.Output).Shape;
            for (var i = 0; i < shape.Count; i++)
            {
                var (channel, x, y) = (i % shape.Channels, i / shape.Channels % shape.Width, i / shape.Channels / shape.Width);
                Assert.Equal(Expected(layer, network, maps, channel, y, x), maps[layer.Output][i]);
            }
        }
    }));

    /// <summary>A part has the values of its whole, whoever wrote them.</summary>
    [Fact]
    public void PartsAreWhereTheyAreSaidToBe() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var network = RandomNetworks.Next(random);
        var maps = IntegerReference.Run(network, RandomNetworks.Image(random, network.Tensor(network.Inputs[0]).Shape));
        foreach (var tensor in network.Tensors.Where(t => t.Part is not null))
        {
            var (part, whole, shape) = (tensor.Part!, network.Tensor(tensor.Holder), tensor.Shape);
            for (var i = 0; i < shape.Count; i++)
            {
                var (channel, x, y) = (i % shape.Channels, i / shape.Channels % shape.Width, i / shape.Channels / shape.Width);
                Assert.Equal(At(whole, maps, part.FirstChannel + channel, part.Top + (y * part.StepY), part.Left + (x * part.StepX), int.MinValue), maps[tensor.Name][i]);
            }
        }
    }));

    /// <summary>Half of an output step is rounded up, also below 0; the result saturates.</summary>
    [Theory]
    [InlineData(5, 1, 1, 3)]
    [InlineData(-5, 1, 1, -2)]
    [InlineData(3, 1, 1, 2)]
    [InlineData(-3, 1, 1, -1)]
    [InlineData(1 << 30, 65535, 31, 127)]
    [InlineData(int.MinValue, 65535, 20, -128)]
    [InlineData(1000, 3, 10, 3)]
    public void RequantizationRoundsHalfUpAndSaturates(int sum, int multiplier, int shift, int expected) =>
        Assert.Equal(expected, new Requantization([multiplier], [shift], ZeroPoint: 0, Low: -128, High: 127).Of(0, sum));

    [Fact]
    public void TheZeroPointIsAddedBeforeTheClamp() =>
        Assert.Equal(-10, new Requantization([1], [1], ZeroPoint: -20, Low: -10, High: 127).Of(0, 4));

    [Fact]
    public void DotProductsAreExactAtTheExtremes()
    {
        for (var length = 0; length < 200; length++)
        {
            var lowest = Enumerable.Repeat(sbyte.MinValue, length).ToArray();
            Assert.Equal(16384 * length, IntegerReference.Dot(lowest, lowest));
        }
    }

    private static sbyte Expected(QuantizedLayer layer, QuantizedNetwork network, Dictionary<string, sbyte[]> maps, int channel, int y, int x)
    {
        var input = network.Tensor(layer.Inputs[0]);
        switch (layer)
        {
            case QuantizedConvolution c:
                var sum = (long)c.Bias[channel];
                foreach (var (ky, kx, inputY, inputX) in Positions(c.Window, y, x))
                {
                    var channels = input.Shape.Channels / c.Groups;
                    var first = channel / (c.Kernels / c.Groups) * channels;
                    for (var z = 0; z < channels; z++)
                    {
                        sum += c.Weights[(((((channel * c.Window.KernelY) + ky) * c.Window.KernelX) + kx) * channels) + z] * At(input, maps, first + z, inputY, inputX, input.ZeroPoint);
                    }
                }

                return Requantized(c.Requantization, channel, sum);
            case QuantizedMaxPooling m:
                return (sbyte)Positions(m.Window, y, x).Max(p => At(input, maps, channel, p.Y, p.X, -128));
            case QuantizedAveragePooling a:
                return Requantized(a.Requantization, channel, a.InitialSum + Positions(a.Window, y, x).Sum(p => (long)At(input, maps, channel, p.Y, p.X, input.ZeroPoint)));
            case QuantizedSum s:
                return Requantized(s.Requantization, channel, s.InitialSum + s.Inputs.Select((name, i) => (long)s.Factors[i] * At(network.Tensor(name), maps, channel, y, x, 0)).Sum());
            case QuantizedLookup l:
                return l.Values[At(input, maps, channel, y, x, 0) + 128];
            case QuantizedProduct p:
                var right = network.Tensor(p.Right);
                var (rightY, rightX) = right.Shape is { Height: 1, Width: 1 } ? (0, 0) : (y, x);
                return Requantized(
                    p.Requantization, channel, (At(input, maps, channel, y, x, 0) - p.LeftZero) * (At(right, maps, channel, rightY, rightX, 0) - p.RightZero));
            default:
                throw new InvalidOperationException(layer.GetType().Name);
        }
    }

    private static int At(QuantizedTensor tensor, Dictionary<string, sbyte[]> maps, int channel, int y, int x, int outside) =>
        y < 0 || x < 0 || y >= tensor.Shape.Height || x >= tensor.Shape.Width ? outside : maps[tensor.Name][(((y * tensor.Shape.Width) + x) * tensor.Shape.Channels) + channel];

    private static IEnumerable<(int Ky, int Kx, int Y, int X)> Positions(Window w, int y, int x) =>
        from ky in Enumerable.Range(0, w.KernelY)
        from kx in Enumerable.Range(0, w.KernelX)
        select (ky, kx, (y * w.StrideY) + (ky * w.DilationY) - w.PadTop, (x * w.StrideX) + (kx * w.DilationX) - w.PadLeft);

    /// <summary>In exact decimal arithmetic: floor(sum * multiplier / 2^shift + 1/2).</summary>
    private static sbyte Requantized(Requantization? r, int channel, long sum)
    {
        var scaled = Math.Floor(((decimal)(int)sum * r!.Multipliers[channel] / (1L << r.Shifts[channel])) + 0.5m);
        var clamped = (sbyte)Math.Clamp(scaled + r.ZeroPoint, r.Low, r.High);
        return r.Table.IsEmpty ? clamped : r.Table[clamped + 128];
    }
}
