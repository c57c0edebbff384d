using CimGen.Networks.Execution;
using CimGen.Networks.Graph;

namespace CimGen.Fuzz.Models;

/// <summary>Imported networks on images in the model's order.</summary>
internal static class Maps
{
    /// <summary>With what the host computes at the end.</summary>
    public static float[] Run(Network network, float[] image)
    {
        var outputs = FloatExecutor.Run(network, network.InputOrder.ToMap(image, network.Shapes[network.Input]));
        return network.OnHost.Of(network.InModelOrder(outputs[network.Output]));
    }
}
