using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Planning.Placement;
using CimGen.Rtl;
using CimGen.Rtl.Folders;

namespace CimGen.Sweeps.Points;

/// <summary>Network and machine of a point.</summary>
/// <param name="Needed">Cores that the network needs.</param>
public sealed record PointDesign(LoadedNetwork Network, Architecture Architecture, int Needed)
{
    /// <summary>Cores to count those that a network needs; no machine has so many.</summary>
    private const int Plenty = 1 << 20;

    /// <summary>The machine is one that can be.</summary>
    public bool Fits => Architecture.Cores >= Needed;

    /// <param name="file">Name in diagnostics.</param>
    public static Result<PointDesign> Of(SweepPoint point, LoadedNetwork network, string file) => PointMachine.Read(point, PointMachine.MostCores, file).Then(largest =>
    {
        var matrices = Matrices(network, largest with { Cores = Plenty });
        return matrices.Then(m =>
        {
            var needed = m.Sum(l => l.VerticalGroups * l.HorizontalGroups);
            var cores = point.Cores.IsEmpty ? needed : point.Cores.Order().FirstOrDefault(c => c >= needed, needed);
            return cores > PointMachine.MostCores
                ? Result.Success(new PointDesign(network, largest, needed))
                : PointMachine.Read(point, cores, file).Then(a => Result.Success(new PointDesign(network, a, needed)));
        });
    });

    /// <summary>Layers that lie on crossbars.</summary>
    public static Result<IReadOnlyList<MatrixPlacement>> Matrices(LoadedNetwork network, Architecture architecture) =>
        NetworkPlacer.Run(network.Network, architecture, KindRegistry.Default.ComputeUnitOf(architecture).Planner)
            .Then(p => Result.Success<IReadOnlyList<MatrixPlacement>>([.. p.Layers.OfType<MatrixPlacement>()]));

    /// <summary>Programs and memory images; not proven.</summary>
    /// <param name="batch">Images of a run.</param>
    public Result<CompiledDesign> Compile(int batch = 1)
    {
        var name = Path.GetFileNameWithoutExtension(Network.Path);
        var design = new DesignFile(Network.Path, name, Network.Path, Architecture, null, null, null, new CosimSettings(1, 1, LimitFactor: 2, LimitCycles: 10_000) { Batch = batch });
        return new DesignCompiler(Stage.Microcode).Compile(design, Network.Float, Network.Network);
    }

    /// <summary>Writes the design's folder, for simulation or synthesis.</summary>
    public static Result<IReadOnlyList<OutputFile>> Write(string folder, CompiledDesign design, GoldenResults golden) =>
        DesignWriter.Files(design, golden, [], null).Then(files => DesignFolder.Write(folder, files) is { } problem ? problem : Result.Success(files));
}
