using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;

namespace CimGen.Microcode.Build;

/// <summary>An address in a register that follows output positions.</summary>
internal abstract class Walker(int register)
{
    /// <summary>The rows that it goes over, where the program says where rows end; null where it goes on from row to row by itself.</summary>
    public virtual MapRows? Rows => null;

    /// <summary>First of its registers, which holds the address.</summary>
    protected int Register => register;

    /// <summary>Over the positions of a feature map that is written, or read position by position.</summary>
    /// <param name="register">First of four, a multiple of 4.</param>
    /// <param name="first">Position at which it begins.</param>
    /// <param name="rows">Of a core that goes row by row; then a walker has one register.</param>
    public static Walker Output(int register, FeatureLayout map, int first, OwnRows? rows) => rows is { } own
        ? new RowWalker(register, MapRows.Of(map, own), own.ColumnStep * map.PixelPitch)
        : new RasterWalker(register, map.Address, map.PixelPitch, map.RowPitch, map.Width, first);

    /// <summary>Over the upper left corners of windows on a feature map that is read.</summary>
    /// <param name="register">First of four, a multiple of 4.</param>
    /// <param name="width">Output positions per row.</param>
    /// <param name="first">Position at which it begins.</param>
    /// <param name="rows">Of a core that goes row by row; then a walker has one register.</param>
    public static Walker Input(int register, FeatureLayout map, Window window, int width, int first, OwnRows? rows) => rows is { } own
        ? new RowWalker(register, MapRows.Of(map, own, window), own.ColumnStep * window.StrideX * map.PixelPitch)
        : new RasterWalker(register, map.AddressOf(0, -window.PadTop, -window.PadLeft), window.StrideX * map.PixelPitch, window.StrideY * map.RowPitch, width, first);

    /// <summary>At the first value of a map, for all positions.</summary>
    public static Walker Still(int register, FeatureLayout map, OwnRows? rows) => rows is { } own
        ? new RowWalker(register, MapRows.First(map, own), columnStep: 0)
        : new RasterWalker(register, map.Address, map.PixelPitch, map.RowPitch, map.Width, 0);

    /// <summary>To its first position, from nowhere.</summary>
    public abstract void Start(ProgramBuilder program, string comment, int baseRegister = 0);

    /// <summary>By a number of the core's positions, back when negative.</summary>
    public void Move(ProgramBuilder program, int positions) => Move(program, new Move(positions), 0);

    /// <summary>By a number of positions, and perhaps to the next row.</summary>
    /// <param name="row">Which one it leaves, of a walker that goes row by row.</param>
    public abstract void Move(ProgramBuilder program, Move move, int row);
}

/// <summary>
/// In raster order. In registers: address, column, width, wrap; only the address when rows follow each other without a gap, so that no wrap is needed.
/// </summary>
internal sealed class RasterWalker(int register, int origin, int columnStep, int rowStep, int width, int first) : Walker(register)
{
    private bool IsLinear => rowStep == width * columnStep;

    /// <inheritdoc/>
    public override void Start(ProgramBuilder program, string comment, int baseRegister = 0)
    {
        var (row, column) = (first / width, first % width);
        program.Emit(Instruction.Add(Register, baseRegister, origin + (row * rowStep) + (column * columnStep)), comment: comment);
        if (!IsLinear)
        {
            program.Set(Register + 1, column, "column");
            program.Set(Register + 2, width, "width");
            program.Set(Register + 3, rowStep - (width * columnStep), "wrap");
        }
    }

    /// <inheritdoc/>
    public override void Move(ProgramBuilder program, Move move, int row)
    {
        if (move == default)
        {
            return;
        }

        // positions = rows * width + columns with 0 <= columns < width, so that at most one wrap is left to the hardware.
        var rows = (int)Math.Floor((double)move.Positions / width);
        var columns = move.Positions - (rows * width);
        var bytes = (rows * rowStep) + (columns * columnStep);
        program.Emit(IsLinear ? Instruction.Add(Register, Register, bytes) : Instruction.Step(Register, columns, bytes));
    }
}

/// <summary>Row by row: the program says where rows end, and an address is all that is in registers.</summary>
internal sealed class RowWalker(int register, MapRows rows, int columnStep) : Walker(register)
{
    /// <summary>Does not move with positions.</summary>
    public bool IsStill => columnStep == 0;

    /// <inheritdoc/>
    public override MapRows Rows => rows;

    /// <inheritdoc/>
    public override void Start(ProgramBuilder program, string comment, int baseRegister = 0) =>
        program.Emit(Instruction.Add(Register, baseRegister, rows[0]), comment: comment);

    /// <inheritdoc/>
    public override void Move(ProgramBuilder program, Move move, int row) =>
        Add(program, (move.Positions * columnStep) + (move.ToNextRow ? rows.StepBehind(row) : 0));

    /// <summary>From behind the last row to the first one of the next image.</summary>
    public void MoveToNextImage(ProgramBuilder program) => Add(program, rows.ToNextImage);

    private void Add(ProgramBuilder program, int bytes)
    {
        if (bytes != 0)
        {
            program.Emit(Instruction.Add(Register, Register, bytes));
        }
    }
}
