using CimGen.Core.Diagnostics;

namespace CimGen.Networks.Graph;

/// <summary>Sizes that follow from a network's own numbers, checked before anything of that size is made.</summary>
internal static class NetworkLimits
{
    public static Result<Network> Check(Network network)
    {
        var bag = new DiagnosticBag();
        foreach (var layer in network.Layers)
        {
            foreach (var (name, size) in Sizes(network, layer).Where(s => s.Values > FeatureShape.MaxCount).Take(1))
            {
                bag.Add(NetworkDiagnostics.MapSize(layer.Location, layer.Name, name, size, FeatureShape.MaxCount));
            }
        }

        return Result.From(network, bag);
    }

    private static IEnumerable<(string What, Int128 Values)> Sizes(Network network, Layer layer)
    {
        foreach (var map in layer.Inputs.Append(layer.Output))
        {
            yield return ($"'{map}' ({network.Shapes[map]})", network.Shapes[map].ExactCount);
        }

        if (WindowOf(layer) is { } window)
        {
            yield return ($"a window of {window.KernelY}x{window.KernelX}", (Int128)window.KernelY * window.KernelX * network.Shapes[layer.Inputs[0]].Channels);
        }
    }

    private static Window? WindowOf(Layer layer) => layer switch
    {
        Convolution convolution => convolution.Window,
        MaxPooling pooling => pooling.Window,
        AveragePooling pooling => pooling.Window,
        _ => null,
    };
}
