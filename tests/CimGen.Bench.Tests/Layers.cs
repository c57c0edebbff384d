using CimGen.Bench.Sync;
using CimGen.Machines;

namespace CimGen.Bench.Tests;

/// <summary>Points of the paper's layers, from the network files of the repository.</summary>
internal static class Layers
{
    public static readonly string Folder = Repository.File("examples/paper/networks");

    public static PointResult Run(string name, int crossbar, int bus, SyncScheme scheme, int mvmCycles = 1400, Variant? variant = null)
    {
        var layer = LoadedLayer.Load(Workload.All.Single(w => w.Name == name), Folder).Value!;
        var point = new SyncPoint(layer.Workload, crossbar, bus, scheme, mvmCycles, variant ?? Variant.Paper);
        var shape = SyncRunner.Shape(layer, point);
        var runner = new SyncRunner(layer);
        return runner.Run(point, runner.Compile(point, shape.Vertical * shape.Horizontal).Value!);
    }
}
