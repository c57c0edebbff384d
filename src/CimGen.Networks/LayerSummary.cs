using System.Collections.Immutable;
using System.Globalization;
using CimGen.Networks.Graph;

namespace CimGen.Networks;

/// <summary>What a layer is to people: what it does, to which shapes, with how many parameters and operations.</summary>
/// <param name="Inputs">Shapes of the feature maps that it reads.</param>
/// <param name="Window">Kernel, and stride, dilation and padding where they are not the usual; empty for a layer without one.</param>
/// <param name="Parameters">Weights, biases, and constants of channels.</param>
/// <param name="Macs">Multiplications with weights, each with its addition, for one image.</param>
public sealed record LayerSummary(string Name, string Kind, ImmutableArray<FeatureShape> Inputs, FeatureShape Output, string Window, long Parameters, long Macs)
{
    /// <summary>The layers of a network, in order.</summary>
    public static ImmutableArray<LayerSummary> Of(Network network) => [.. network.Layers.Select(layer => Of(network, layer))];

    private static LayerSummary Of(Network network, Layer layer)
    {
        var inputs = layer.Inputs.Select(i => network.Shapes[i]).ToImmutableArray();
        var output = network.Shapes[layer.Output];
        var positions = (long)output.Height * output.Width;
        return layer switch
        {
            Convolution c => new(c.Name, KindOf(c, inputs[0], output), inputs, output, Text(c.Window), c.Weights.Length + c.Bias.Length, c.Weights.Length * positions),
            MaxPooling p => new(p.Name, "max pooling", inputs, output, Text(p.Window), 0, 0),
            AveragePooling p => new(p.Name, "average pooling", inputs, output, Text(p.Window), 0, 0),
            Affine a => new(a.Name, "scale and shift", inputs, output, "", a.Scale.Length + a.Shift.Length, output.Count),
            Elementwise e => new(e.Name, e.Function.Name, inputs, output, "", 0, 0),
            Product => new(layer.Name, "product", inputs, output, "", 0, 0),
            _ => new(layer.Name, inputs.Length == 1 ? "activation" : layer is Sum { Subtracts: true } ? "difference" : "sum", inputs, output, "", 0, 0),
        };
    }

    private static string KindOf(Convolution layer, FeatureShape input, FeatureShape output) =>
        layer.Groups > 1 ? layer.Groups == input.Channels ? "depthwise convolution" : string.Create(CultureInfo.InvariantCulture, $"convolution, {layer.Groups} groups")
        : output is { Height: 1, Width: 1 } && (layer.Window.KernelY, layer.Window.KernelX) == (input.Height, input.Width) ? "fully connected"
        : "convolution";

    private static string Text(Window w)
    {
        var text = $"{w.KernelY}x{w.KernelX}";
        text += (w.StrideY, w.StrideX) == (1, 1) ? "" : $" stride {w.StrideY}x{w.StrideX}";
        text += (w.DilationY, w.DilationX) == (1, 1) ? "" : $" dilation {w.DilationY}x{w.DilationX}";
        return text + (w.HasPadding ? $" pad {w.PadTop} {w.PadLeft} {w.PadBottom} {w.PadRight}" : "");
    }
}
