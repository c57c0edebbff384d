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
    private readonly RowTokens? _tokens;
    private readonly int _innerRegister;

    /// <param name="height">Rows of the output.</param>
    /// <param name="registers">Free ones: the last for loops within loops over rows, the others for what the core waits for.</param>
    public Positions(ProgramBuilder program, Schedule schedule, LayerSchedule layer, VectorPart part, int height, Architecture architecture, params ImmutableArray<int> registers)
    {
        (_program, _runs) = (program, part.Positions);
        if (layer.Rows is not null)
        {
            Rows = OwnRows.Of(layer.Placement.Replicas, part.Replica, _runs.Count);
            _innerRegister = registers.IsEmpty ? 0 : registers[^1];
            _tokens = new RowTokens(program, schedule, layer, part.Place, Rows.Value, height, architecture, registers.IsEmpty ? [] : registers[..^1]);
        }
    }

    /// <summary>Those of a core that goes row by row; null for one that goes over all positions at once.</summary>
    public OwnRows? Rows { get; }

    /// <param name="rowRegister">Free, for the loop over rows; unused when all go in one.</param>
    /// <param name="positionRegister">Free, for the loop over positions.</param>
    /// <param name="position">What the core does at each, in a row of its own; moves the walkers by one position.</param>
    /// <param name="walkers">All that there are.</param>
    public void Each(int rowRegister, int positionRegister, Action<int> position, params Walker[] walkers)
    {
        if (_tokens is null)
        {
            _program.Repeat(positionRegister, _runs.Total, () => position(0), "positions");
            return;
        }

        var byRows = walkers.Cast<RowWalker>().ToArray();
        var kinds = new RowKinds(_runs.Count, k => byRows.SelectMany(w => w.Rows.Signature(k)).Concat(_tokens.Signature(k)));
        _tokens.Start();
        _tokens.EachImage(() =>
        {
            Repetition.Emit(_program, _innerRegister == 0 ? new[] { rowRegister } : [rowRegister, _innerRegister], 0, kinds.Count, (a, b) => kinds[a] == kinds[b], Row, "rows");
            foreach (var walker in byRows)
            {
                walker.MoveToNextImage(_program);
            }
        });

        void Row(int row)
        {
            _tokens.Await(row);
            _program.Repeat(positionRegister, _runs.Length, () => position(row), "positions");
            foreach (var walker in byRows.Where(w => !w.IsStill))
            {
                walker.Move(_program, new Move(-_runs.Length, ToNextRow: true), row);
            }

            _tokens.Pass();
        }
    }
}
