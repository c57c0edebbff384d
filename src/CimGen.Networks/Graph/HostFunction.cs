namespace CimGen.Networks.Graph;

/// <summary>What a network does with its outputs at the end, and the host has to do: hardware gives the outputs themselves.</summary>
public enum HostFunction
{
    None,

    /// <summary>e^x over the sum of all e^x.</summary>
    Softmax,

    /// <summary>The logarithm of that.</summary>
    LogSoftmax,

    /// <summary>The number of the largest, the first of equal ones.</summary>
    ArgMax,
}

/// <summary>The functions themselves.</summary>
public static class HostFunctions
{
    /// <summary>What the whole network gives for the outputs of its hardware.</summary>
    public static float[] Of(this HostFunction function, float[] outputs)
    {
        var largest = outputs.Max();
        var sum = outputs.Sum(x => Math.Exp(x - largest));
        return function switch
        {
            HostFunction.Softmax => Array.ConvertAll(outputs, x => (float)(Math.Exp(x - largest) / sum)),
            HostFunction.LogSoftmax => Array.ConvertAll(outputs, x => (float)(x - largest - Math.Log(sum))),
            HostFunction.ArgMax => [Array.IndexOf(outputs, largest)],
            _ => outputs,
        };
    }
}
