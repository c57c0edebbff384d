using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Placement;

/// <summary>How a weight matrix is cut for compute units, before any block is made.</summary>
/// <param name="Vertical">P_V.</param>
/// <param name="Horizontal">P_H, over all groups of the layer.</param>
/// <param name="Rows">Rows on a unit.</param>
/// <param name="Kernels">Kernels on a unit, of one group.</param>
/// <param name="GroupsPerUnit">Whole groups on a unit; where there is one, a group may take several units.</param>
public readonly record struct BlockGrid(int Vertical, int Horizontal, int Rows, int Kernels, int GroupsPerUnit = 1)
{
    /// <summary>Cores that the layer needs.</summary>
    public long Cores => (long)Vertical * Horizontal;

    /// <summary>The blocks [h][v], h outermost, on places that are taken one after another.</summary>
    /// <param name="input">Shape of the layer's input.</param>
    /// <param name="replica">Which of several times this is.</param>
    public IEnumerable<Block> Blocks(QuantizedConvolution layer, FeatureShape input, Func<Machines.Place> next, int replica = 0)
    {
        var (channelsOfGroup, kernelsOfGroup) = (input.Channels / layer.Groups, layer.Kernels / layer.Groups);
        var unitsPerGroup = Math.Max(1, Horizontal / layer.Groups);
        for (var h = 0; h < Horizontal; h++)
        {
            var group = GroupsPerUnit > 1 ? h * GroupsPerUnit : h / unitsPerGroup;
            var groups = Math.Min(GroupsPerUnit, layer.Groups - group);
            var part = GroupsPerUnit > 1 ? 0 : h % unitsPerGroup * Kernels;
            var channels = groups * channelsOfGroup;
            var matrixRows = layer.Window.KernelY * layer.Window.KernelX * channels;
            for (var v = 0; v < Vertical; v++)
            {
                yield return new Block(
                    next(),
                    h,
                    v,
                    v * Rows,
                    Math.Min(Rows, matrixRows - (v * Rows)),
                    (group * kernelsOfGroup) + part,
                    groups * Math.Min(Kernels, kernelsOfGroup - part),
                    group * channelsOfGroup,
                    channels,
                    Replica: replica);
            }
        }
    }
}
