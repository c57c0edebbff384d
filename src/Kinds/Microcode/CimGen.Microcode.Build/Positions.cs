using System.Collections.Immutable;
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
    /// <param name="registers">Free ones, for what the core waits for.</param>
    public Positions(ProgramBuilder program, Schedule schedule, LayerSchedule layer, VectorPart part, int height, Architecture architecture, params ImmutableArray<int> registers)
    {
        (_program, _runs, _replicas) = (program, part.Positions, layer.Placement.Replicas);
        _rows = layer.Rows is null ? null : new RowTokens(program, schedule, layer, part.Place, part.Replica, height, architecture, registers);
    }

    /// <summary>Row by row: walkers need not know where rows end.</summary>
    public bool ByRows => _rows is not null;

    /// <param name="rowRegister">Free, for the loop over rows; unused when all go in one.</param>
    /// <param name="positionRegister">Free, for the loop over positions.</param>
    /// <param name="position">What the core does at each; moves the walkers by one position.</param>
    /// <param name="walkers">Those that go on to the next row, and to the next image.</param>
    /// <param name="still">Those that go on to the next image only.</param>
    public void Each(int rowRegister, int positionRegister, Action position, Walker[] walkers, params Walker[] still)
    {
        if (_rows is null)
        {
            _program.Repeat(positionRegister, _runs.Total, position, "positions");
            return;
        }

        _rows.Start();
        _rows.EachImage(() =>
        {
            _rows.EachRow(rowRegister, () =>
            {
                _program.Repeat(positionRegister, _runs.Length, position, "positions");
                MoveAll(walkers, new Move(-_runs.Length, _replicas));
            });
            MoveAll(walkers, Move.ToNextImage(_runs.Count * _replicas));
            MoveAll(still, Move.ToNextImage(0));
        });

        void MoveAll(Walker[] moved, Move move)
        {
            foreach (var walker in moved)
            {
                walker.Move(_program, move);
            }
        }
    }
}
