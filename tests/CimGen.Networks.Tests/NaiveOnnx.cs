namespace CimGen.Networks.Tests;

/// <summary>The operators straight from the ONNX specification, on [C][H][W] in double precision. Slow and plain on purpose.</summary>
internal sealed record NaiveMap(int Channels, int Height, int Width, double[] Values)
{
    public double this[int c, int y, int x] => Values[(((c * Height) + y) * Width) + x];

    public static NaiveMap Make(int channels, int height, int width, Func<int, int, int, double> value)
    {
        var values = new double[channels * height * width];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(i / (height * width), i / width % height, i % width);
        }

        return new NaiveMap(channels, height, width, values);
    }

    public static NaiveMap Random(Random random, int channels, int height, int width) =>
        Make(channels, height, width, (_, _, _) => (random.NextSingle() * 2) - 1);

    /// <summary>Values of HWC order, as CimGen keeps maps.</summary>
    public float[] ToHwc()
    {
        var result = new float[Values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = (float)this[i % Channels, i / Channels / Width, i / Channels % Width];
        }

        return result;
    }

    /// <param name="weights">[K, Z / groups, KY, KX].</param>
    public NaiveMap Convolve(double[] weights, double[] bias, int kernelY, int kernelX, int[] strides, int[] pads, int[] dilations, int groups = 1) => Make(
        bias.Length,
        Outputs(Height, pads[0] + pads[2], kernelY, strides[0], dilations[0]),
        Outputs(Width, pads[1] + pads[3], kernelX, strides[1], dilations[1]),
        (k, y, x) => bias[k] + Window(y, x, kernelY, kernelX, strides, pads, dilations)
            .Sum(p => Enumerable.Range(0, Channels / groups).Sum(c =>
                this[(k / (bias.Length / groups) * (Channels / groups)) + c, p.Y, p.X] * weights[(((((k * (Channels / groups)) + c) * kernelY) + p.Ky) * kernelX) + p.Kx])));

    public NaiveMap Pool(bool average, int kernelY, int kernelX, int[] strides, int[] pads) => Make(
        Channels,
        Outputs(Height, pads[0] + pads[2], kernelY, strides[0], 1),
        Outputs(Width, pads[1] + pads[3], kernelX, strides[1], 1),
        (c, y, x) =>
        {
            var values = Window(y, x, kernelY, kernelX, strides, pads, [1, 1]).Select(p => this[c, p.Y, p.X]).ToList();
            return average ? values.Sum() / (kernelY * kernelX) : values.Max();
        });

    public NaiveMap Each(Func<int, double, double> f) => Make(Channels, Height, Width, (c, y, x) => f(c, this[c, y, x]));

    private static int Outputs(int size, int pads, int kernel, int stride, int dilation) => ((size + pads - ((kernel - 1) * dilation) - 1) / stride) + 1;

    private IEnumerable<(int Y, int X, int Ky, int Kx)> Window(int y, int x, int kernelY, int kernelX, int[] strides, int[] pads, int[] dilations) =>
        from ky in Enumerable.Range(0, kernelY)
        from kx in Enumerable.Range(0, kernelX)
        let inputY = (y * strides[0]) + (ky * dilations[0]) - pads[0]
        let inputX = (x * strides[1]) + (kx * dilations[1]) - pads[1]
        where inputY >= 0 && inputY < Height && inputX >= 0 && inputX < Width
        select (inputY, inputX, ky, kx);
}
