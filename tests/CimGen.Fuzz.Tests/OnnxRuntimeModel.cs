using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CimGen.Fuzz.Tests;

/// <summary>What ONNX Runtime makes of a model, as it is written: nothing is optimized.</summary>
internal sealed class OnnxRuntimeModel : IDisposable
{
    private static readonly SessionOptions Options = new()
    {
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
        IntraOpNumThreads = 1,
        InterOpNumThreads = 1,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
    };

    private readonly InferenceSession _session;

    /// <exception cref="OnnxRuntimeException">The model is not valid.</exception>
    public OnnxRuntimeModel(string path) => _session = new InferenceSession(path, Options);

    /// <summary>All outputs, one after another.</summary>
    public float[] Run(string input, ReadOnlySpan<long> shape, float[] values)
    {
        var tensor = new DenseTensor<float>(values, [.. shape.ToArray().Select(d => (int)d)]);
        using var outputs = _session.Run([NamedOnnxValue.CreateFromTensor(input, tensor)]);
        return [.. outputs.SelectMany(o => o.AsTensor<float>())];
    }

    public void Dispose() => _session.Dispose();
}
