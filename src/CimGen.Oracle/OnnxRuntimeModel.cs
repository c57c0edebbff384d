using CimGen.Networks.Graph;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CimGen.Oracle;

/// <summary>A model in ONNX Runtime, on one image at a time.</summary>
public sealed class OnnxRuntimeModel : IDisposable
{
    private readonly InferenceSession _session;

    /// <param name="model">Bytes of an ONNX file whose tensors are in it.</param>
    /// <param name="asWritten">Nodes one by one; otherwise optimized, which brings in the kernels of integers.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the model.</exception>
    public OnnxRuntimeModel(byte[] model, bool asWritten)
    {
        try
        {
            _session = Load(model, asWritten ? GraphOptimizationLevel.ORT_DISABLE_ALL : GraphOptimizationLevel.ORT_ENABLE_ALL);
        }
        catch (OnnxRuntimeException) when (!asWritten)
        {
            // Its optimizer makes some valid models invalid, such as a Pad in front of an AveragePool.
            _session = Load(model, GraphOptimizationLevel.ORT_DISABLE_ALL);
        }
    }

    /// <summary>Some outputs for one image.</summary>
    /// <param name="image">HWC.</param>
    /// <param name="integers">The same in signed integers, for a model that reads these.</param>
    /// <param name="order">In which the model takes the values of an image.</param>
    /// <param name="outputs">Their names; all when empty.</param>
    /// <returns>By name, in the model's order: floats, or integers where the model has them, in signed form.</returns>
    public Dictionary<string, Array> Run(float[] image, sbyte[] integers, ElementOrder order, FeatureShape shape, IReadOnlyCollection<string> outputs)
    {
        var (name, metadata) = _session.InputMetadata.Single();
        var dims = metadata.Dimensions.Select((d, i) => d > 0 ? d : i == 0 ? 1 : throw new InvalidOperationException($"input '{name}' has an open size")).ToArray();
        using var input = metadata.ElementDataType switch
        {
            TensorElementType.Int8 => OrtValue.CreateTensorValueFromMemory(order.FromMap(integers, shape), [.. dims.Select(d => (long)d)]),
            TensorElementType.UInt8 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(order.FromMap(integers, shape), q => (byte)(q + 128)), [.. dims.Select(d => (long)d)]),
            _ => OrtValue.CreateTensorValueFromMemory(order.FromMap(image, shape), [.. dims.Select(d => (long)d)]),
        };
        using var options = new RunOptions();
        var wanted = outputs.Count > 0 ? outputs : _session.OutputNames;
        using var results = _session.Run(options, [name], [input], wanted);
        return wanted.Zip(results).ToDictionary(r => r.First, r => Values(r.Second), StringComparer.Ordinal);
    }

    private static InferenceSession Load(byte[] model, GraphOptimizationLevel level)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, GraphOptimizationLevel = level };

        // Otherwise it makes some of the signed maps unsigned, and what lies between the two kinds is computed in floats.
        options.AddSessionConfigEntry("session.qdqisint8allowed", "1");

        // In some models it leaves a transposition without its input.
        options.AddSessionConfigEntry("optimization.disable_specified_optimizers", "NhwcTransformer");
        return new InferenceSession(model, options);
    }

    public void Dispose() => _session.Dispose();

    private static Array Values(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
        TensorElementType.Int8 => value.GetTensorDataAsSpan<sbyte>().ToArray(),
        TensorElementType.UInt8 => Array.ConvertAll(value.GetTensorDataAsSpan<byte>().ToArray(), q => (sbyte)(q - 128)),
        TensorElementType.Int64 => value.GetTensorDataAsSpan<long>().ToArray(),
        var type => throw new NotSupportedException($"output of {type}"),
    };
}
