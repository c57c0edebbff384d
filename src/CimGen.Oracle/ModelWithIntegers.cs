using CimGen.Core.Diagnostics;
using CimGen.Networks.Onnx;
using CimGen.Networks.Onnx.Export;
using CimGen.Networks.Quantized;

namespace CimGen.Oracle;

/// <summary>A quantized model whose integers are outputs.</summary>
internal static class ModelWithIntegers
{
    /// <summary>The model itself when it is quantized; otherwise the one that is written from it.</summary>
    public static Result<QdqModel> Of(OnnxModel model, QuantizedNetwork quantized, SourceLocation at) => model.Network.GivenScales.IsEmpty
        ? QdqWriter.Write(model, quantized, at, withIntegers: true)
        : Result.Success(model.WithIntegers());
}
