using CimGen.Core.Diagnostics;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>What can be found out about a quantized network on a machine that has cores for all of it.</summary>
public abstract class DesignMeasure : Measure
{
    /// <summary>Measures one point whose network fits.</summary>
    public abstract Result<Measured> Run(SweepPoint point, PointDesign design, Workbench bench);

    /// <inheritdoc/>
    public sealed override Result<PointResult> Find(SweepPoint point, Workbench bench, string file, int mostCores) =>
        bench.Load(point).Then(n => PointDesign.Of(point, n, file)).Then(design =>
            !design.Fits ? Result.Success(PointResult.TooLarge(design.Needed))
            : design.Architecture.Cores > mostCores ? new Result<PointResult>(null, [])
            : Run(point, design, bench).Then(m => Result.Success(new PointResult(m.Values, m.Seconds, design.Needed))));
}
