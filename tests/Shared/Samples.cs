using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Tests.Shared;

internal static class Samples
{
    /// <summary>A convolution with P_V = 4 on 8x8 crossbars, a padded max pooling, a sum, a fully connected layer with P_V = 6.</summary>
    public static QuantizedNetwork Network => new NetworkBuilder(new FeatureShape(3, 6, 5), inputZeroPoint: 4)
        .Convolution("first", "input", 5, new Window(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1), zeroPoint: -7)
        .MaxPooling("pool", "first", new Window(3, 3, 2, 2, 1, 1, 1, 1))
        .Sum("sum", "pool", "pool")
        .Convolution("last", "sum", 6, new Window(3, 3, PadTop: 0), zeroPoint: 3)
        .Build() is var network && network.Tensor("sum").Shape is { Height: 3, Width: 3 } ? network : throw new InvalidOperationException();
}
