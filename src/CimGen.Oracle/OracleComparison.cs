using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx;
using CimGen.Networks.Onnx.Export;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using Microsoft.ML.OnnxRuntime;

namespace CimGen.Oracle;

/// <summary>
/// Holds a network against ONNX Runtime: the float import against the float model, and each layer's integers against the quantized model,
/// which is the user's or, for a float model, the one that CimGen writes. A layer gets the inputs that ONNX Runtime has, so that its
/// differences are its own.
/// </summary>
/// <param name="Float">Largest difference of a value of the float import, relative to the largest value of its output; null for a model that is quantized.</param>
/// <param name="Layers">In the network's order.</param>
/// <param name="Images">How many images were compared.</param>
/// <param name="SameLargest">Images on which the int8 network, run on its own, has the same largest value of the first output.</param>
public sealed record OracleComparison(double? Float, ImmutableArray<LayerDifference> Layers, int Images, int SameLargest)
{
    /// <param name="path">Of the ONNX model.</param>
    /// <param name="images">The values of all inputs, HWC each.</param>
    public static Result<OracleComparison> Run(string path, QuantizedNetwork quantized, IReadOnlyList<float[]> images)
    {
        var at = new SourceLocation(path);
        return OnnxReader.ReadModel(path).Then(model => Integers(model).Then(q =>
        {
            try
            {
                return Result.Success(Compare(model, quantized, q, images));
            }
            catch (OnnxRuntimeException exception)
            {
                return OracleDiagnostics.Refused(at, exception.Message.ReplaceLineEndings(" "));
            }
        }));

        Result<QdqModel> Integers(OnnxModel model)
        {
            OnnxRuntimeModel.MakeRoom(model.Network.Layers.OfType<Convolution>().Sum(l => (long)l.Weights.Length));
            return ModelWithIntegers.Of(model, quantized, at);
        }
    }

    /// <summary>One session after another: each holds the weights again.</summary>
    private static OracleComparison Compare(OnnxModel model, QuantizedNetwork quantized, QdqModel withIntegers, IReadOnlyList<float[]> images)
    {
        var (layers, same) = CompareIntegers(model, quantized, withIntegers, images);
        return new OracleComparison(model.Network.GivenScales.IsEmpty ? CompareFloats(model, quantized, images) : null, layers, images.Count, same);
    }

    private static (ImmutableArray<LayerDifference> Layers, int SameLargest) CompareIntegers(OnnxModel model, QuantizedNetwork quantized, QdqModel withIntegers, IReadOnlyList<float[]> images)
    {
        using var oracle = new OnnxRuntimeModel(withIntegers.Bytes, asWritten: false);
        var differences = quantized.Layers.ToDictionary(l => l.Output, l => new LayerDifference(l.Name, l.Output, 0, 0, 0), StringComparer.Ordinal);
        var same = 0;
        foreach (var image in images)
        {
            var (input, inputs) = (Quantizer.ToIntegers(quantized, image), quantized.InputShapes);
            var theirs = oracle.Run(image, input, model.Network, [.. withIntegers.Integers.Values.Select(v => v.Name)]);
            IntegerReference.Run(quantized, MapBundle.Join([.. quantized.Inputs.Select((name, map) => Theirs(name, inputs.Part(input, map).ToArray()))]), (map, ours) =>
            {
                var integers = Theirs(map, ours);
                differences[map] = differences[map].With(ours, integers);
                return integers;
            });
            var first = quantized.Outputs[0];
            var outputs = IntegerReference.Run(quantized, input)[first];
            same += Array.IndexOf(outputs, outputs.Max()) == Array.IndexOf(Theirs(first, outputs), Theirs(first, outputs).Max()) ? 1 : 0;

            // What the model does not show as integers counts as right.
            sbyte[] Theirs(string map, sbyte[] ours) => Shown(map) is { } shown ? shown
                : quantized.Tensor(map).Part is { } part && Shown(part.Whole) is { } whole ? part.Take(whole, quantized.Tensor(part.Whole).Shape, quantized.Tensor(map).Shape)
                : ours;

            sbyte[]? Shown(string map) => withIntegers.Integers.TryGetValue(map, out var value)
                ? value.Order.ToMap((sbyte[])theirs[value.Name], quantized.Tensor(map).Shape)
                : null;
        }

        return ([.. quantized.Layers.Select(l => differences[l.Output])], same);
    }

    /// <returns>The largest difference.</returns>
    private static double CompareFloats(OnnxModel model, QuantizedNetwork quantized, IReadOnlyList<float[]> images)
    {
        using var oracle = new OnnxRuntimeModel(model.ToBytes(), asWritten: true);
        var worst = 0.0;
        foreach (var image in images)
        {
            var maps = FloatExecutor.Run(model.Network, image);
            worst = oracle.Run(image, Quantizer.ToIntegers(quantized, image), model.Network, []).Values
                .Zip(model.Network.Outputs, (exact, output) => Distance(Floats(exact), output.OnHost.Of(model.Network.InModelOrder(output, maps[output.Map])))).Append(worst).Max();
        }

        return worst;
    }

    private static float[] Floats(Array values) => values as float[] ?? [.. values.Cast<object>().Select(v => Convert.ToSingle(v, CultureInfo.InvariantCulture))];

    /// <summary>Largest difference, relative to the largest value.</summary>
    private static double Distance(float[] exact, float[] imported) => exact.Zip(imported, (a, b) => Math.Abs(a - b)).Max() / Math.Max(1e-30, exact.Max(Math.Abs));
}

/// <summary>How far the integers of a layer are from those of ONNX Runtime.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Map">The feature map that it writes.</param>
/// <param name="Values">That were compared.</param>
/// <param name="Different">Of them.</param>
/// <param name="Largest">Difference, in steps of 8 bits.</param>
public sealed record LayerDifference(string Layer, string Map, long Values, long Different, int Largest)
{
    internal LayerDifference With(sbyte[] ours, sbyte[] theirs)
    {
        var differences = ours.Zip(theirs, (a, b) => Math.Abs(a - b)).ToArray();
        return this with { Values = Values + ours.Length, Different = Different + differences.Count(d => d != 0), Largest = Math.Max(Largest, differences.Max()) };
    }
}
