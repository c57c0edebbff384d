using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CimGen.Networks.Quantized;

namespace CimGen.Mapping;

/// <summary>Every layer of a network on its cores.</summary>
public sealed record NetworkMapping(QuantizedNetwork Network, ImmutableArray<LayerMapping> Layers)
{
    /// <summary>Stable text for the stage dump.</summary>
    public string Dump()
    {
        var text = new StringBuilder();
        foreach (var layer in Layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"layer {layer.Index} {layer.Layer.Name} cores {layer.FirstCore}..{layer.FirstCore + layer.CoreCount - 1}");
            if (layer is MatrixMapping matrix)
            {
                text.Append(CultureInfo.InvariantCulture, $" P_V {matrix.VerticalGroups} P_H {matrix.HorizontalGroups}\n");
                foreach (var t in matrix.Tiles)
                {
                    text.Append(CultureInfo.InvariantCulture, $"  core {t.Core} C({t.HorizontalGroup},{t.VerticalGroup}) rows {t.FirstRow}+{t.Rows} kernels {t.FirstKernel}+{t.Kernels}\n");
                }
            }
            else if (layer is VectorMapping vector)
            {
                text.Append('\n');
                foreach (var r in vector.Ranges)
                {
                    text.Append(CultureInfo.InvariantCulture, $"  core {r.Core} positions {r.First}+{r.Count}\n");
                }
            }
        }

        return text.ToString();
    }
}
