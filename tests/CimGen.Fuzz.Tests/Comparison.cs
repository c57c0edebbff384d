using CimGen.Fuzz.Models;
using CimGen.Networks;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Format;
using Microsoft.ML.OnnxRuntime;

namespace CimGen.Fuzz.Tests;

/// <summary>One model in CimGen's import and in ONNX Runtime.</summary>
/// <param name="Reading">What came of it.</param>
/// <param name="Messages">CimGen's diagnostics, ONNX Runtime's message, or the difference.</param>
/// <param name="Varies">Whether outputs depend on inputs.</param>
/// <param name="Largest">Difference of an output, relative to the largest one.</param>
internal sealed record Comparison(Reading Reading, string[] Messages, bool Varies = false, double Largest = 0)
{
    /// <summary>Largest difference that other orders of float addition explain, relative to the largest output.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>ONNX Runtime's Sigmoid is a quotient of polynomials, and near 0 off by as much.</summary>
    private const double Floor = 1e-7;

    private const int Inputs = 3;

    public static Comparison Of(string path, ModelProto model, IReadOnlyList<long> shape, Random random)
    {
        var read = NetworkReader.Read(path);
        var refusals = read.Diagnostics.Where(d => d.IsError).Select(d => d.Message).ToArray();
        try
        {
            using var runtime = new OnnxRuntimeModel(path);
            var inputs = Enumerable.Range(0, Inputs).Select(_ => Enumerable.Range(0, (int)Tensors.Count(shape)).Select(_ => (float)((random.NextDouble() * 4) - 2)).ToArray()).ToArray();
            var outputs = Array.ConvertAll(inputs, i => runtime.Run(InputName(model), shape.ToArray(), i));
            if (!read.Ok)
            {
                return new Comparison(Reading.Refused, refusals);
            }

            var largest = outputs.Max(o => o.Max(Math.Abs));
            var values = Array.ConvertAll(inputs, i => Maps.Run(read.Value, i));
            var difference = Enumerable.Range(0, Inputs).Select(i => Difference(read.Value, values[i], outputs[i], largest)).FirstOrDefault(d => d is not null);
            var varies = outputs.Any(o => !o.AsSpan().SequenceEqual(outputs[0]));
            return difference is null
                ? new Comparison(Reading.Equal, [], varies, values.Zip(outputs).Max(p => p.First.Zip(p.Second, (a, b) => Math.Abs(a - b)).Max()) / Math.Max(1e-30, largest))
                : new Comparison(Reading.Wrong, [difference]);
        }
        catch (OnnxRuntimeException exception)
        {
            return new Comparison(read.Ok ? Reading.ReadThoughInvalid : Reading.Invalid, [exception.Message, .. refusals]);
        }
    }

    private static string InputName(ModelProto model) => model.Graph.Input.First(i => model.Graph.Initializer.All(t => t.Name != i.Name)).Name;

    private static string? Difference(Network network, float[] values, float[] expected, float largest)
    {
        if (values.Length != expected.Length)
        {
            return $"{network.OutputShapes} where {expected.Length} values are right";
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (!(Math.Abs(values[i] - expected[i]) <= (Tolerance * largest) + Floor))
            {
                return FormattableString.Invariant($"output {i} is {values[i]} where {expected[i]} is right; the largest is {largest}");
            }
        }

        return null;
    }
}

internal enum Reading
{
    /// <summary>Read, and equal.</summary>
    Equal,

    /// <summary>Refused by CimGen.</summary>
    Refused,

    /// <summary>Read, and different.</summary>
    Wrong,

    /// <summary>Refused by both.</summary>
    Invalid,

    /// <summary>Refused by ONNX Runtime alone.</summary>
    ReadThoughInvalid,
}
