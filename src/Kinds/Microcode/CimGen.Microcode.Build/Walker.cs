using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Microcode.Build;

/// <summary>
/// An address that follows output positions in raster order. In registers: address, column, width, wrap; only the address when rows
/// follow each other without a gap, so that no wrap is needed.
/// </summary>
internal sealed class Walker
{
    private readonly int _register;
    private readonly int _origin;
    private readonly int _columnStep;
    private readonly int _rowStep;
    private readonly int _width;
    private readonly int _imageStep;
    private readonly bool _byRows;

    private Walker(int register, int origin, int columnStep, int rowStep, int width, int imageStep, bool byRows)
    {
        (_register, _origin, _columnStep, _rowStep, _width, _imageStep, _byRows) = (register, origin, columnStep, rowStep, width, imageStep, byRows);
    }

    /// <summary>One register: no wrap is needed, or the program says where rows end.</summary>
    private bool IsLinear => _byRows || _rowStep == _width * _columnStep;

    /// <summary>Over the positions of a feature map that is written.</summary>
    /// <param name="register">First of four, a multiple of 4.</param>
    /// <param name="byRows">The program says where rows end; then a walker has one register.</param>
    public static Walker Output(int register, FeatureLayout map, bool byRows = false) =>
        new(register, map.Address, map.PixelPitch, map.RowPitch, map.Width, map.ImagePitch, byRows);

    /// <summary>Over the upper left corners of windows on a feature map that is read.</summary>
    /// <param name="width">Output positions per row.</param>
    /// <param name="byRows">The program says where rows end; then a walker has one register.</param>
    public static Walker Input(int register, FeatureLayout map, Networks.Graph.Window window, int width, bool byRows = false) =>
        new(register, map.AddressOf(0, -window.PadTop, -window.PadLeft), window.StrideX * map.PixelPitch, window.StrideY * map.RowPitch, width, map.ImagePitch, byRows);

    /// <summary>To a position, from nowhere.</summary>
    public void Start(ProgramBuilder program, int position, string comment, int baseRegister = 0)
    {
        var (row, column) = (position / _width, position % _width);
        program.Emit(Instruction.Add(_register, baseRegister, _origin + (row * _rowStep) + (column * _columnStep)), comment: comment);
        if (!IsLinear)
        {
            program.Set(_register + 1, column, "column");
            program.Set(_register + 2, _width, "width");
            program.Set(_register + 3, _rowStep - (_width * _columnStep), "wrap");
        }
    }

    /// <summary>By a number of positions, back when negative.</summary>
    public void Move(ProgramBuilder program, int positions) => Move(program, new Move(positions));

    /// <summary>By a number of positions and, row by row, of rows and images.</summary>
    public void Move(ProgramBuilder program, Move move)
    {
        if (_byRows)
        {
            var distance = (move.Positions * _columnStep) + (move.Rows * _rowStep) + (move.Images * _imageStep);
            if (distance != 0)
            {
                program.Emit(Instruction.Add(_register, _register, distance));
            }

            return;
        }

        if (move == default)
        {
            return;
        }

        // positions = rows * width + columns with 0 <= columns < width, so that at most one wrap is left to the hardware.
        var rows = (int)Math.Floor((double)move.Positions / _width);
        var columns = move.Positions - (rows * _width);
        var bytes = (rows * _rowStep) + (columns * _columnStep);
        program.Emit(IsLinear ? Instruction.Add(_register, _register, bytes) : Instruction.Step(_register, columns, bytes));
    }
}
