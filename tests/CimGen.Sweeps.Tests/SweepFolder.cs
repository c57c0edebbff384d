using CimGen.Core.Diagnostics;
using CimGen.Stimuli;
using CimGen.Sweeps.Files;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Tests;

/// <summary>A small sweep in a folder of its own: two layers on two machines under two schemes.</summary>
internal sealed class SweepFolder : IDisposable
{
    public const string Sweep = """
        name: small
        machine:
          name: small
          crossbar: { rows: 8, columns: 8, implementation: behavioural, mvm_cycles: 10 }
          memory: { size_bytes: 16384 }
          instruction_memory_bytes: 4096
        axes:
          - { name: layer, sets: network, as: "{}.yaml", values: [narrow, wide] }
          - { name: bus, sets: bus.width_bytes, values: [4, 8] }
          - { name: scheme, sets: sync.scheme, values: [sequential, linear] }
        baseline: { scheme: sequential }
        points:
          - { table: points, measure: golden }
        pages:
          - { page: page.md, template: page.sbn }

        """;

    public string Root { get; } = Directory.CreateTempSubdirectory("cimgen-sweep-").FullName;

    public string Results => Path.Combine(Root, "results");

    public SweepFolder(string sweep = Sweep)
    {
        Write("sweep.yaml", sweep);
        Write("narrow.yaml", Network(8));
        Write("wide.yaml", Network(24));
    }

    public Result<SweepFile> Read() => SweepFileReader.Read(Path.Combine(Root, "sweep.yaml"));

    /// <summary>Runs all points, or some of them.</summary>
    public SweepResults Run(Range? range = null, int mostCores = int.MaxValue)
    {
        var file = Read().Required();
        return new SweepRunner(file, new SweepOptions(Results, 2, [], mostCores), new Silent()).Run(SweepPoint.Of(file)[range ?? Range.All]);
    }

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Root, name), text);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string Network(int channels) => $"name: layer\ninput: [{channels}, 5, 5]\nseed: 1\nlayers:\n  - {{ type: conv, name: conv, kernels: 8, kernel: 1 }}\n";
}
