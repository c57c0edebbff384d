using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Planning.Pipelines;
using CimGen.Planning.Windows;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>
/// Crossbars and MVM times of a network by im2col: one layer after another, and with all layers at once as soon as possible. There are
/// <c>measure.extra_crossbars</c> beside the least number, for replicas that <c>measure.replicas</c> chooses: by <c>sum</c> or <c>interval</c>.
/// </summary>
internal sealed class PipelineMeasure : ShapeMeasure
{
    private const string BySum = "sum";
    private const string ByInterval = "interval";

    public override string Name => "pipeline";

    /// <summary>Crossbars beside the least; more would be a machine without limits.</summary>
    private const int MostExtra = 1 << 16;

    public override ImmutableArray<string> Columns => ["crossbars", "mvms", "layer_by_layer", "interval", "latency", "speedup_layers", "speedup", "utilisation"];

    protected override Result<Measured> Run(SweepPoint point, Network network, CrossbarSize size, SourceLocation at)
    {
        var (text, rule) = (Setting(point, "extra_crossbars") ?? "0", Setting(point, "replicas") ?? ByInterval);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var extra) || extra > MostExtra)
        {
            return SweepDiagnostics.Unknown(at, "number of crossbars", text, [$"a number from 0 to {MostExtra}"]);
        }

        if (rule is not (BySum or ByInterval))
        {
            return SweepDiagnostics.Unknown(at, "choice of replicas", rule, [BySum, ByInterval]);
        }

        var stages = Stage.Of(network, size);
        var replicas = rule == BySum ? Replicas.LeastSum(stages, extra) : Replicas.ShortestInterval(stages, extra);
        var times = stages.Zip(replicas, (s, d) => (double)s.Mvms / d).ToList();
        var (crossbars, mvms, latency) = (stages.Sum(s => (long)s.Crossbars), stages.Sum(s => s.Mvms), IdealPipeline.Latency(network, replicas));

        // A layer's MVM takes all crossbars of one replica.
        var work = stages.Sum(s => s.Mvms * s.Crossbars);
        return Result.Success(new Measured(
            crossbars,
            mvms,
            Rounded(times.Sum()),
            Rounded(times.Max()),
            (long)latency,
            Rounded(mvms / times.Sum()),
            Rounded((double)mvms / latency),
            Rounded((double)work / latency / (crossbars + extra))));
    }
}
