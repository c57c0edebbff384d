using CimGen.Machines;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Placement;

namespace CimGen.Microcode.Build;

/// <summary>The loop of a core over the output positions of its part of a layer: all in one go, or row by row with what it waits for and whom it tells.</summary>
internal sealed class Positions
{
    private readonly ProgramBuilder _program;
    private readonly PositionRuns _runs;
    private readonly int _replicas;
    private readonly RowTokens? _rows;

    /// <param name="height">Rows of the output.</param>
    public Positions(ProgramBuilder program, Schedule schedule, LayerSchedule layer, VectorPart part, int height, Architecture architecture)
    {
        (_program, _runs, _replicas) = (program, part.Positions, layer.Placement.Replicas);
        _rows = layer.Rows is null ? null : new RowTokens(program, schedule, layer, part.Place, part.Replica, height, architecture);
    }

    /// <summary>Row by row: walkers need not know where rows end.</summary>
    public bool ByRows => _rows is not null;

    /// <param name="rowRegister">Free, for the loop over rows; unused when all go in one.</param>
    /// <param name="positionRegister">Free, for the loop over positions.</param>
    /// <param name="position">What the core does at each; moves the walkers by one position.</param>
    /// <param name="walkers">Those that move on to the next row at the end of one.</param>
    public void Each(int rowRegister, int positionRegister, Action position, params IEnumerable<Walker> walkers)
    {
        if (_rows is null)
        {
            _program.Repeat(positionRegister, _runs.Total, position, "positions");
            return;
        }

        _rows.Start();
        _rows.EachRow(rowRegister, () =>
        {
            _program.Repeat(positionRegister, _runs.Length, position, "positions");
            foreach (var walker in walkers)
            {
                walker.Move(_program, new Move(-_runs.Length, _replicas));
            }
        });
    }
}
