namespace CimGen.Networks.Onnx;

/// <summary>A tensor whose values the model holds.</summary>
/// <param name="Dimensions">Row-major.</param>
/// <param name="Values">All values; integers up to 2^53 are exact.</param>
internal sealed record ConstantTensor(long[] Dimensions, double[] Values)
{
    public long[] Integers => [.. Values.Select(v => (long)v)];

    public float[] Floats => Array.ConvertAll(Values, v => (float)v);
}
