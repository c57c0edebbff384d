using CimGen.Networks.Graph;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CimGen.Oracle;

/// <summary>A model in ONNX Runtime, on one image at a time.</summary>
public sealed class OnnxRuntimeModel : IDisposable
{
    private const long LargeModel = 1 << 24;

    private readonly InferenceSession _session;

    /// <param name="model">Bytes of an ONNX file whose tensors are in it.</param>
    /// <param name="asWritten">Nodes one by one; otherwise optimized, which brings in the kernels of integers.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the model.</exception>
    public OnnxRuntimeModel(byte[] model, bool asWritten)
    {
        MakeRoom(model.Length);
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

    /// <summary>
    /// Gives garbage back to the system where much is about to be taken: the collector does not see the memory of a session, and keeps its own
    /// as long as there is room.
    /// </summary>
    /// <param name="bytes">About as many are to be taken.</param>
    public static void MakeRoom(long bytes)
    {
        if (bytes >= LargeModel)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        }
    }

    /// <summary>Some outputs for one image.</summary>
    /// <param name="image">The values of all inputs, HWC each.</param>
    /// <param name="integers">The same in signed integers, for inputs that are.</param>
    /// <param name="network">Whose inputs the model has.</param>
    /// <param name="outputs">Their names; all when empty.</param>
    /// <returns>By name, in the model's order: floats, or integers where the model has them, in signed form.</returns>
    public Dictionary<string, Array> Run(float[] image, sbyte[] integers, Network network, IReadOnlyCollection<string> outputs)
    {
        var inputs = network.InputShapes;
        var (floats, bytes) = (inputs.Split(image), inputs.Split(integers));
        var values = _session.InputNames.Select((name, i) => Value(name, floats[i], network.ByteInputs.Contains(network.Inputs[i]) ? null : bytes[i], network.InputOrders[i], inputs.Maps[i])).ToList();
        try
        {
            using var options = new RunOptions();
            var wanted = outputs.Count > 0 ? outputs : _session.OutputNames;
            using var results = _session.Run(options, _session.InputNames, values, wanted);
            return wanted.Zip(results).ToDictionary(r => r.First, r => Values(r.Second), StringComparer.Ordinal);
        }
        finally
        {
            values.ForEach(v => v.Dispose());
        }
    }

    /// <param name="integers">Null for an input of bytes that stand for themselves.</param>
    private OrtValue Value(string name, float[] real, sbyte[]? integers, ElementOrder order, FeatureShape shape)
    {
        var metadata = _session.InputMetadata[name];
        long[] dims = [.. metadata.Dimensions.Select((d, i) => d > 0 ? d : i == 0 ? 1 : throw new InvalidOperationException($"input '{name}' has an open size"))];
        return metadata.ElementDataType switch
        {
            TensorElementType.UInt8 when integers is null => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(order.FromMap(real, shape), v => (byte)v), dims),
            TensorElementType.Int8 => OrtValue.CreateTensorValueFromMemory(order.FromMap(integers!, shape), dims),
            TensorElementType.UInt8 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(order.FromMap(integers!, shape), q => (byte)(q + 128)), dims),
            _ => OrtValue.CreateTensorValueFromMemory(order.FromMap(real, shape), dims),
        };
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
