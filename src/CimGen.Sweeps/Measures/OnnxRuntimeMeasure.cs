using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Networks.Quantized;
using CimGen.Oracle;
using CimGen.Simulation;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>
/// How far a network is from ONNX Runtime on one image: the float import, and the integers of all layers in both arithmetics of requantization. The
/// golden model runs the image; its output is the integer reference's. What 8 bits cost comes from all images of the point's design. A network in YAML has
/// no model to be held against.
/// </summary>
internal sealed class OnnxRuntimeMeasure : DesignMeasure
{
    public override string Name => "onnxruntime";

    public override ImmutableArray<string> Columns =>
    [
        "layers", "parameters", "macs", "cores", "cycles", "import_error", "values", "differ_fixed", "differ_float32", "matrices_differ_float32", "largest", "same_largest",
        "images", "sqnr_db", "cosine", "same_top", "float_right", "int8_right",
    ];

    /// <summary>Both sides use all processors.</summary>
    public override bool RunsAlone => true;

    protected override bool ReadsTemplates => false;

    public override Result<Measured> Run(SweepPoint point, PointDesign design, Workbench bench) =>
        design.Compile().Then(bench.Prove).Then(compiled => Golden(design, compiled)).Then(run => Differences(design).Then(differences =>
        {
            var network = design.Network.Network;
            var matrices = network.Layers.OfType<QuantizedConvolution>().ToList();
            return Result.Success(new Measured(
            [
                (long)network.Layers.Length,
                matrices.Sum(l => (long)l.Weights.Length + l.Bias.Length),
                matrices.Sum(l => (long)l.Weights.Length * (network.Tensor(l.Output).Shape is var s ? s.Height * s.Width : 0)),
                (long)design.Needed,
                run.Cycles,
                .. differences,
                .. Precision.Of(design.Network).Values,
            ]));
        }));

    /// <summary>The columns from the import's error on; nothing in them without a model.</summary>
    private static Result<object[]> Differences(PointDesign design) => !Path.GetExtension(design.Network.Path).Equals(".onnx", StringComparison.OrdinalIgnoreCase)
        ? Result.Success<object[]>([.. Enumerable.Repeat(string.Empty, 7)])
        : Compare(design, RequantizationKind.Fixed).Then(plain => Compare(design, RequantizationKind.Float32).Then(float32 =>
        {
            var matrices = design.Network.Network.Layers.OfType<QuantizedConvolution>().Select(l => l.Name).ToHashSet();
            return Result.Success<object[]>(
            [
                plain.Float ?? 0.0,
                plain.Layers.Sum(l => l.Values),
                plain.Layers.Sum(l => l.Different),
                float32.Layers.Sum(l => l.Different),
                float32.Layers.Where(l => matrices.Contains(l.Layer)).Sum(l => l.Different),
                (long)Math.Max(plain.Layers.Max(l => l.Largest), float32.Layers.Max(l => l.Largest)),
                (long)Math.Min(plain.SameLargest, float32.SameLargest),
            ]);
        }));

    private static Result<OracleComparison> Compare(PointDesign design, RequantizationKind arithmetic) =>
        OracleComparison.Run(design.Network.Path, design.Network.Network.With(arithmetic), [design.Network.Stimulus.Images[0]]);

    private static Result<RunSummary> Golden(PointDesign design, CompiledDesign compiled)
    {
        var machine = compiled.Golden();
        machine.WriteInput(design.Network.Input);
        var run = machine.Run(0, null, GoldenResults.CycleLimit);
        return run.Ok && machine.ReadOutput().AsSpan().SequenceEqual(design.Network.Expected)
            ? Result.Success(run)
            : SweepDiagnostics.Differs(new SourceLocation(design.Network.Path), run.Ok ? "golden model and integer reference differ" : GoldenResults.Explain(run));
    }
}
