using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Networks.Numpy;

namespace CimGen.Networks.Yaml;

/// <summary>Weights and biases in .npy files that a network names: float32, in the order that the layer wants.</summary>
internal static class WeightFile
{
    /// <param name="kernels">K.</param>
    /// <param name="height">KY.</param>
    /// <param name="width">KX.</param>
    /// <param name="channels">Z.</param>
    /// <returns>The values, [K, KY, KX, Z]; null with an error in <paramref name="bag"/>.</returns>
    public static float[]? ReadWeights(
        string networkPath, string file, long kernels, long height, long width, long channels, SourceLocation at, DiagnosticBag bag) =>
        Read(networkPath, file, [kernels, height, width, channels], "kernels, kernel height, kernel width, input channels", at, bag);

    /// <summary>The same for a bias, [K].</summary>
    public static float[]? ReadBias(string networkPath, string file, long kernels, SourceLocation at, DiagnosticBag bag) =>
        Read(networkPath, file, [kernels], "kernels", at, bag);

    private static float[]? Read(string networkPath, string file, long[] wanted, string axes, SourceLocation at, DiagnosticBag bag)
    {
        try
        {
            return ReadFile(networkPath, file, wanted, axes, at, bag);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            bag.Add(NetworkDiagnostics.NotReadable(at, exception));
            return null;
        }
    }

    private static float[]? ReadFile(string networkPath, string file, long[] wanted, string axes, SourceLocation at, DiagnosticBag bag)
    {
        if (ContainedPath.Resolve(networkPath, file) is not { } path)
        {
            bag.Add(NetworkDiagnostics.ExternalData(at, "the layer", Quotation.Of(file)));
            return null;
        }

        if (!File.Exists(path))
        {
            bag.Add(NetworkDiagnostics.NotReadable(at, $"the weight file '{Quotation.Of(file)}' does not exist"));
            return null;
        }

        using var numpy = NumpyFile.Open(path, file, [NumpyType.Float32], at, bag);
        if (numpy is null)
        {
            return null;
        }

        // Axes of length 1 may be left out or added: that changes no order.
        var shape = numpy.Header.Shape.Where(length => length != 1);
        if (!shape.SequenceEqual(wanted.Where(length => length != 1)))
        {
            bag.Add(NetworkDiagnostics.Numpy(
                at,
                Quotation.Of(file),
                $"has shape {numpy.Header.ShapeText}, the layer takes {NumpyHeader.Text(wanted)} ({axes})",
                Advice([.. numpy.Header.Shape], wanted)));
            return null;
        }

        var values = new float[(int)numpy.Header.Count];
        numpy.Read(values);
        return values;
    }

    /// <summary>How to get from the orders of other tools to ours.</summary>
    private static string Advice(long[] shape, long[] wanted) => (shape, wanted) switch
    {
        ([var k, var z, var y, var x], [var kernels, var height, var width, var channels])
            when (k, z, y, x) == (kernels, channels, height, width) =>
            "this looks like PyTorch's order (kernels, input channels, height, width): save w.transpose(0, 2, 3, 1)",
        ([var y, var x, var z, var k], [var kernels, var height, var width, var channels])
            when (k, z, y, x) == (kernels, channels, height, width) =>
            "this looks like TensorFlow's order (height, width, input channels, kernels): save w.transpose(3, 0, 1, 2)",
        ([var k, var all], [var kernels, var height, var width, var channels]) when (k, all) == (kernels, height * width * channels) =>
            $"this looks like PyTorch's Linear behind Flatten, which counts channel by channel: save w.reshape({kernels}, {channels}, {height}, {width}).transpose(0, 2, 3, 1)",
        _ => "save it with these axes in this order",
    };
}
