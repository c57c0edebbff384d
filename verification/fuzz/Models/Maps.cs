using CimGen.Networks.Execution;
using CimGen.Networks.Graph;

namespace CimGen.Fuzz.Models;

/// <summary>Imported networks on images in the model's order.</summary>
internal static class Maps
{
    /// <summary>All outputs, one after another, with what the host computes at the end.</summary>
    public static float[] Run(Network network, float[] image)
    {
        var inputs = network.InputShapes;
        var maps = FloatExecutor.Run(network, MapBundle.Join([.. inputs.Split(image).Select((values, i) => network.InputOrders[i].ToMap(values, inputs.Maps[i]))]));
        return MapBundle.Join([.. network.Outputs.Select(o => o.OnHost.Of(network.InModelOrder(o, maps[o.Map])))]);
    }
}
