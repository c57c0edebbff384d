using System.Collections.Immutable;
using CimGen.Networks.Onnx.Format;
using Google.Protobuf;

namespace CimGen.Fuzz.Models;

/// <summary>A small random network as an exporter might write it.</summary>
/// <param name="Refusals">Patterns of what may be said against it; empty when it has to be read.</param>
/// <param name="Forms">What occurs in it; in parentheses what may be refused.</param>
internal sealed record RandomModel(ModelProto Proto, byte[] External, ImmutableArray<long> Input, ImmutableArray<string> Refusals, ImmutableArray<string> Forms)
{
    /// <summary>The share of models that have no form that may be refused.</summary>
    private const double StrictShare = 0.85;

    private const int OldestOpset = 7, NewestOpset = 21;

    public static RandomModel Next(Random random)
    {
        var opset = random.Next(OldestOpset, NewestOpset + 1);
        var model = new ModelWriter(random, opset, Version(random, opset), random.NextDouble() < StrictShare);
        var layers = new Layers(model);
        var input = layers.Input();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            layers.Next();
        }

        layers.Finish();
        return new RandomModel(model.Model, model.External, input.Shape, model.Refusals, model.Forms);
    }

    /// <summary>Writes the model and its external data.</summary>
    /// <returns>The model's path.</returns>
    public string Write(string folder)
    {
        var path = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(path, Proto.ToByteArray());
        File.WriteAllBytes(Path.Combine(folder, ModelWriter.ExternalFile), External);
        return path;
    }

    /// <summary>The version of the format that came with the set of operators, or a later one.</summary>
    private static long Version(Random random, int opset)
    {
        var oldest = opset switch { < 9 => 3, 9 => 4, 10 => 5, 11 => 6, < 15 => 7, < 19 => 8, < 21 => 9, _ => 10 };
        return random.Next(3) == 0 ? random.Next(oldest, 11) : oldest;
    }
}
