using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>What can be found out about a point.</summary>
public abstract class Measure
{
    private static readonly Measure[] Measures =
    [
        new GoldenMeasure(), new CosimMeasure(), new ModelMeasure(), new CellMeasure(), new PartMeasure(), new NetworkMeasure(), new OnnxRuntimeMeasure(),
        new ThroughputMeasure(), new CrossLayerMeasure(), new WindowMeasure(), new PipelineMeasure(),
    ];

    /// <summary>All measures by name.</summary>
    public static ImmutableSortedDictionary<string, Measure> All { get; } = Measures.ToImmutableSortedDictionary(m => m.Name, m => m, StringComparer.Ordinal);

    /// <summary>As sweep files call it.</summary>
    public abstract string Name { get; }

    /// <summary>Names of what it finds out.</summary>
    public abstract ImmutableArray<string> Columns { get; }

    /// <summary>It gives work to all processors, or measures times: no two of its points run at once.</summary>
    public virtual bool RunsAlone => false;

    /// <summary>It works on Verilog.</summary>
    protected virtual bool ReadsTemplates => true;

    /// <summary>What a result depends on beside the point.</summary>
    public string Version => ReadsTemplates ? $"{ProgramVersion.Assemblies} {ProgramVersion.Templates}" : ProgramVersion.Assemblies;

    /// <summary>Measures one point.</summary>
    /// <param name="file">Of the sweep, in diagnostics.</param>
    /// <param name="mostCores">A point whose machine has more is left for another time.</param>
    /// <returns>Nothing, without diagnostics, for a point that was left.</returns>
    public abstract Result<PointResult> Find(SweepPoint point, Workbench bench, string file, int mostCores);
}

/// <summary>What a measure found out.</summary>
/// <param name="Values">One for each column: long, double or string.</param>
/// <param name="Seconds">What its steps took, by name.</param>
public sealed record Measured(ImmutableArray<object> Values, ImmutableSortedDictionary<string, double> Seconds)
{
    public Measured(params ImmutableArray<object> values)
        : this(values, ImmutableSortedDictionary<string, double>.Empty)
    {
    }
}
