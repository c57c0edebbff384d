using CimGen.Fuzz.Models;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Format;
using Microsoft.ML.OnnxRuntime;

namespace CimGen.Networks.OnnxRuntime.Tests;

/// <summary>One model in CimGen's import and in ONNX Runtime.</summary>
/// <param name="Verdict">What came of it.</param>
/// <param name="Messages">CimGen's diagnostics, ONNX Runtime's message, or the difference.</param>
internal sealed record Comparison(Verdict Verdict, string[] Messages)
{
    /// <summary>Largest difference that other orders of float addition explain, relative to the largest output.</summary>
    public const double Tolerance = 1e-4;

    private const int Inputs = 2;

    public static Comparison Of(string path, ModelProto model, IReadOnlyList<long> shape, Random random)
    {
        var read = NetworkReader.Read(path);
        var refusals = read.Diagnostics.Where(d => d.IsError).Select(d => d.Message).ToArray();
        try
        {
            using var runtime = new OnnxRuntimeModel(path);
            for (var i = 0; i < Inputs; i++)
            {
                var input = Enumerable.Range(0, (int)Tensors.Count(shape)).Select(_ => (float)((random.NextDouble() * 4) - 2)).ToArray();
                var (outputShape, expected) = runtime.Run(InputName(model), shape.ToArray(), input);
                if (read.Ok && Difference(read.Value, input, outputShape, expected) is { } difference)
                {
                    return new Comparison(Verdict.Wrong, [difference]);
                }
            }
        }
        catch (OnnxRuntimeException exception)
        {
            return new Comparison(read.Ok ? Verdict.ReadThoughInvalid : Verdict.Invalid, [exception.Message, .. refusals]);
        }

        return read.Ok ? new Comparison(Verdict.Read, []) : new Comparison(Verdict.Refused, refusals);
    }

    private static string InputName(ModelProto model) => model.Graph.Input.First(i => model.Graph.Initializer.All(t => t.Name != i.Name)).Name;

    private static string? Difference(Network network, float[] input, int[] shape, float[] expected)
    {
        var actual = FloatExecutor.Run(network, Transposed(input, network.Shapes[network.Input], toMap: true))[network.Output];
        var map = network.Shapes[network.Output];
        if (actual.Length != expected.Length || (shape.Length == 4 && !shape[1..].SequenceEqual([map.Channels, map.Height, map.Width])))
        {
            return $"shape {map} where [{string.Join(", ", shape)}] is right";
        }

        var values = Transposed(actual, map, toMap: false);
        var largest = expected.Max(Math.Abs);
        for (var i = 0; i < values.Length; i++)
        {
            if (!(Math.Abs(values[i] - expected[i]) <= Tolerance * largest))
            {
                return FormattableString.Invariant($"output {i} is {values[i]} where {expected[i]} is right; the largest is {largest}");
            }
        }

        return null;
    }

    /// <summary>Between ONNX's order (C, H, W) and that of maps (H, W, C).</summary>
    private static float[] Transposed(float[] values, FeatureShape shape, bool toMap)
    {
        var area = shape.Height * shape.Width;
        var result = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var place = (i % area * shape.Channels) + (i / area);
            (result[toMap ? place : i], _) = (values[toMap ? i : place], 0);
        }

        return result;
    }
}

internal enum Verdict
{
    /// <summary>Read, and equal.</summary>
    Read,

    /// <summary>Refused by CimGen.</summary>
    Refused,

    /// <summary>Read, and different.</summary>
    Wrong,

    /// <summary>Refused by both.</summary>
    Invalid,

    /// <summary>Refused by ONNX Runtime alone.</summary>
    ReadThoughInvalid,
}
