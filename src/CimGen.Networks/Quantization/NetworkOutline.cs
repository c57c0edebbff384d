using System.Collections.Immutable;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Networks.Quantization;

/// <summary>
/// The quantized network without its numbers: shapes, windows and kernels, as far as they are known before calibration. Mapping can say
/// from it what a network needs.
/// </summary>
public static class NetworkOutline
{
    // With this zero point no feature map needs a second border, so that nothing is asked for too early.
    private const int ZeroPoint = -128;

    private static readonly ImmutableArray<sbyte> NoTable = ImmutableArray.Create(new sbyte[256]);

    public static QuantizedNetwork Of(Network network)
    {
        var fused = FusedFunctions.Inputs(network);
        var functions = network.Layers.OfType<Elementwise>().Where(e => fused.Contains(e.Input)).ToDictionary(e => e.Input, e => e.Output, StringComparer.Ordinal);
        return new(
            network.Name,
            network.Inputs,
            [.. network.Outputs.Select(o => o.Map)],
            [.. network.Shapes.Keys.Where(name => !fused.Contains(name)).Order(StringComparer.Ordinal).Select(name => new QuantizedTensor(name, network.Shapes[name], 1, ZeroPoint) { Part = network.Parts.GetValueOrDefault(name) })],
            [.. network.Layers.Where(l => l is not Elementwise e || !fused.Contains(e.Input)).Select(l => Outline(l, network.Shapes[l.Output].Channels)).Select(l => functions.TryGetValue(l.Output, out var output) ? l with { Output = output, Requantization = l.Requantization! with { Table = NoTable } } : l)]);
    }

    private static QuantizedLayer Outline(Layer layer, int channels)
    {
        var zeros = ImmutableArray.Create(new int[channels]);
        var requantization = new Requantization(zeros, zeros, ZeroPoint, -128, 127);
        return layer switch
        {
            Convolution c => new QuantizedConvolution(c.Name, c.Input, c.Output, c.Window, c.Kernels, [], zeros, requantization, c.Location) { Groups = c.Groups },
            Affine a => new QuantizedConvolution(a.Name, a.Inputs[0], a.Output, new Window(1, 1), channels, [], zeros, requantization, a.Location) { Groups = channels },
            MaxPooling p => new QuantizedMaxPooling(p.Name, p.Input, p.Output, p.Window, p.Location),
            Elementwise e => new QuantizedLookup(e.Name, e.Input, e.Output, NoTable, e.Location),
            Product p => new QuantizedProduct(p.Name, p.Left, p.Right, p.Output, ZeroPoint, ZeroPoint, requantization, p.Location),
            AveragePooling p => new QuantizedAveragePooling(p.Name, p.Input, p.Output, p.Window, 0, requantization, p.Location),
            _ => new QuantizedSum(layer.Name, layer.Inputs, layer.Output, [.. layer.Inputs.Select(_ => 0)], 0, requantization, layer.Location),
        };
    }
}
