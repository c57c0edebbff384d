using System.Globalization;
using CimGen.Architectures;
using CimGen.Architectures.Fields;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Quantized;

namespace CimGen.Mapping;

/// <summary>Whether every tile of every layer with weights finds a core of its own, and what would help when not.</summary>
public static class CoreNeeds
{
    /// <summary>From shapes alone, before anything is made for a core; null when the cores suffice.</summary>
    public static Diagnostic? Check(QuantizedNetwork network, Architecture architecture)
    {
        var needed = Sum(network, architecture.Crossbar);
        if (needed <= architecture.Cores)
        {
            return null;
        }

        var layers = network.Layers.OfType<QuantizedConvolution>().Select(l =>
        {
            var cut = Cut(network, l, architecture.Crossbar);
            return string.Create(CultureInfo.InvariantCulture, $"'{l.Name}' {cut.Cores} = {cut.Vertical} x {cut.Horizontal}");
        });
        return MappingDiagnostics.TooFewCores(network.Layers[0].Location, needed, architecture.Cores, layers, Advice(network, architecture.Crossbar, needed));
    }

    private static long Sum(QuantizedNetwork network, Crossbar crossbar) =>
        network.Layers.OfType<QuantizedConvolution>().Sum(l => Cut(network, l, crossbar).Cores);

    private static Tiling Cut(QuantizedNetwork network, QuantizedConvolution layer, Crossbar crossbar) =>
        Tiling.Of(layer, network.Tensor(layer.Inputs[0]).Shape, crossbar);

    /// <summary>More cores where there can be so many; otherwise the smallest crossbars with which there can.</summary>
    private static string Advice(QuantizedNetwork network, Crossbar crossbar, long needed)
    {
        var most = ArchitectureFields.Cores.Max;
        if (needed <= most)
        {
            return "use more cores or larger crossbars";
        }

        var larger = from side in ArchitectureFields.CrossbarRows.Allowed
                     where side > Math.Min(crossbar.Rows, crossbar.Columns)
                     let cores = Sum(network, crossbar with { Rows = Math.Max(side, crossbar.Rows), Columns = Math.Max(side, crossbar.Columns) })
                     where cores <= most
                     select (Rows: Math.Max(side, crossbar.Rows), Columns: Math.Max(side, crossbar.Columns), Cores: cores);
        return larger.FirstOrDefault() is { Cores: > 0 } found
            ? string.Create(CultureInfo.InvariantCulture, $"an architecture has at most {most}, so use crossbars of {found.Rows}x{found.Columns}, with which it needs {found.Cores}")
            : string.Create(CultureInfo.InvariantCulture, $"an architecture has at most {most} and this is too much for them with the largest crossbars as well, so use a smaller network or a part of it");
    }
}
