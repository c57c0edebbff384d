using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using CimGen.Networks.Quantized;

namespace CimGen.Networks;

/// <summary>The quantized network as stable text.</summary>
public static class NetworkDump
{
    public static string Text(QuantizedNetwork network)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"network {network.Name} input {string.Join(' ', network.Inputs)} output {string.Join(' ', network.Outputs)}\n");
        foreach (var t in network.Tensors)
        {
            text.Append(CultureInfo.InvariantCulture, $"tensor {t.Name} {t.Shape} scale {t.Scale:R} zero {t.ZeroPoint}");
            text.Append(t.Part is { } p ? string.Create(CultureInfo.InvariantCulture, $" part of {p.Whole} from channel {p.FirstChannel} row {p.Top} column {p.Left} step {p.StepY} {p.StepX}\n") : "\n");
        }

        foreach (var layer in network.Layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"layer {layer.Name} {Kind(layer)} [{string.Join(' ', layer.Inputs)}] -> {layer.Output}");
            if (layer.Requantization is { } r)
            {
                var words = Enumerable.Range(0, r.Multipliers.Length).Select(r.Word).ToArray();
                text.Append(CultureInfo.InvariantCulture, $" clamp {r.Low}..{r.High} {(r.Kind == RequantizationKind.Fixed ? "" : "float32 ")}requantization {Checksum(MemoryMarshal.AsBytes<int>(words))}");
                text.Append(r.Table.IsEmpty ? "" : $" table {Checksum(MemoryMarshal.AsBytes(r.Table.AsSpan()))}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Kind(QuantizedLayer layer) => layer switch
    {
        QuantizedConvolution c => string.Create(
            CultureInfo.InvariantCulture,
            $"{(c.Groups == 1 ? "convolution" : c.Groups == c.Kernels ? "depthwise" : $"convolution groups {c.Groups}")} {c.Window} kernels {c.Kernels} weights {Checksum(MemoryMarshal.AsBytes(c.Weights.AsSpan()))} bias {Checksum(MemoryMarshal.AsBytes(c.Bias.AsSpan()))}"),
        QuantizedMaxPooling p => $"max {p.Window}",
        QuantizedAveragePooling p => $"average {p.Window}",
        QuantizedSum s => string.Create(CultureInfo.InvariantCulture, $"sum factors [{string.Join(' ', s.Factors)}] initial {s.InitialSum}"),
        QuantizedLookup l => $"lookup {Checksum(MemoryMarshal.AsBytes(l.Values.AsSpan()))}",
        QuantizedProduct => "product",
        _ => layer.GetType().Name,
    };

    private static string Checksum(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..12];
}
