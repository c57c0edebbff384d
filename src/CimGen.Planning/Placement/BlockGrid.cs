using CimGen.Networks.Quantized;

namespace CimGen.Planning.Placement;

/// <summary>How a weight matrix is cut for compute units, before any block is made.</summary>
/// <param name="Vertical">P_V.</param>
/// <param name="Horizontal">P_H.</param>
/// <param name="Rows">Rows of the matrix on a unit.</param>
/// <param name="Kernels">Kernels on a unit.</param>
/// <param name="Diagonal">The matrix is a diagonal: block h begins at row h * Rows, too.</param>
public readonly record struct BlockGrid(int Vertical, int Horizontal, int Rows, int Kernels, bool Diagonal = false)
{
    /// <summary>Cores that the layer needs.</summary>
    public long Cores => (long)Vertical * Horizontal;

    /// <summary>The blocks [h][v], h outermost, on places that are taken one after another.</summary>
    /// <param name="matrixRows">Rows of the whole matrix.</param>
    public IEnumerable<Block> Blocks(QuantizedConvolution layer, int matrixRows, Func<Machines.Place> next)
    {
        for (var h = 0; h < Horizontal; h++)
        {
            for (var v = 0; v < Vertical; v++)
            {
                var firstRow = (Diagonal ? h : v) * Rows;
                var firstKernel = h * Kernels;
                yield return new Block(
                    next(), h, v, firstRow, Math.Min(Rows, matrixRows - firstRow), firstKernel, Math.Min(Kernels, layer.Kernels - firstKernel));
            }
        }
    }
}
