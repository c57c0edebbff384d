using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Networks;
using CimGen.Networks.Graph;
using CimGen.Planning.Proofs;
using CimGen.Sweeps.Files;
using MemoryMarshal = System.Runtime.InteropServices.MemoryMarshal;

namespace CimGen.Sweeps.Points;

/// <summary>What points share: networks are read once, and equal programs are proven once. No result depends on what is shared.</summary>
/// <param name="Folder">Of the sweep's results.</param>
/// <param name="Jobs">Programs at once, for a measure that has the machine to itself.</param>
public sealed record Workbench(string Folder, int Jobs, IProgressReport Progress)
{
    /// <summary>In place of any other.</summary>
    private const int SomeWidth = 4;

    private readonly ConcurrentDictionary<string, Lazy<Result<LoadedNetwork>>> _networks = new();
    private readonly ConcurrentDictionary<string, Lazy<Result<Network>>> _shapes = new();
    private readonly ConcurrentDictionary<string, Lazy<ImmutableArray<Diagnostic>>> _proofs = new();

    /// <summary>Verilator models, which few points have for themselves.</summary>
    public string Models => Path.Combine(Folder, ".models");

    /// <summary>What a point runs; its settings name it.</summary>
    public Result<LoadedNetwork> Load(SweepPoint point) => point.Settings.GetValueOrDefault(SettingNames.Design) is { } design
        ? Once(_networks, design, LoadedNetwork.OfDesign)
        : Once(_networks, point.Settings[SettingNames.Network], LoadedNetwork.Load);

    /// <summary>The network of a point for a measure that looks at shapes alone: without weights, which large networks have many of, and not quantized.</summary>
    public Result<Network> Shapes(SweepPoint point) => point.Settings.GetValueOrDefault(SettingNames.Design) is { } design
        ? Once(_shapes, design, file => DesignFileReader.Read(file).Then(d => WithoutWeights(d.Network)))
        : Once(_shapes, point.Settings[SettingNames.Network], WithoutWeights);

    /// <summary>The design when its schedule holds.</summary>
    public Result<CompiledDesign> Prove(CompiledDesign design)
    {
        var findings = _proofs.GetOrAdd(
            ProofKey(design.Architecture, design.Image), _ => new Lazy<ImmutableArray<Diagnostic>>(() => Findings(design.Architecture, design.Image))).Value;
        return new Result<CompiledDesign>(design, findings);
    }

    /// <summary>A folder that is there for the time of some work.</summary>
    public Result<T> Within<T>(SweepPoint point, Func<string, Result<T>> work)
        where T : class
    {
        var folder = Path.Combine(Folder, "work", $"{point.Index}-{Environment.ProcessId}");
        try
        {
            return work(folder);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static Result<T> Once<T>(ConcurrentDictionary<string, Lazy<Result<T>>> known, string path, Func<string, Result<T>> read)
        where T : class =>
        known.GetOrAdd(path, p => new Lazy<Result<T>>(() => read(p))).Value;

    private static Result<Network> WithoutWeights(string path) => NetworkReader.Read(path).Then(network =>
        Result.Success(network with { Layers = [.. network.Layers.Select(l => l is Convolution c ? c with { Weights = [], Bias = [] } : l)] }));

    private static ImmutableArray<Diagnostic> Findings(Architecture architecture, MachineImage image)
    {
        var proof = ScheduleProver.Run(architecture, image, KindRegistry.Default.Controller.Effects);
        return proof.Ok ? [] : proof.Diagnostics;
    }

    /// <summary>A hash of all that a proof looks at: the machine but for its times, programs, who is connected, and the places in memory that are initialized.</summary>
    private static string ProofKey(Architecture architecture, MachineImage image)
    {
        // The width of the bus is that of links, and otherwise only sets how long transfers take.
        var timeless = architecture with
        {
            Compute = architecture.Compute.WithoutTimes(),
            Bus = image.Links.IsEmpty ? architecture.Bus with { WidthBytes = SomeWidth } : architecture.Bus,
        };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(ReadOnlySpan<long> values) => hash.AppendData(MemoryMarshal.AsBytes(values));
        foreach (var core in image.Cores)
        {
            Add([core.Program.Length]);
            hash.AppendData(MemoryMarshal.AsBytes(core.Program.AsSpan()));
        }

        Add([.. image.Memory.SelectMany(s => new long[] { s.Address, s.Bytes.Length })]);
        Add([.. image.Links.SelectMany(l => new long[] { l.From, l.To }), .. image.MulticastGroups.SelectMany(g => g.Cores.Select(c => (long)c).Append(g.ForInputs ? -1 : -2))]);
        hash.AppendData(Encoding.UTF8.GetBytes($"{timeless} {string.Join(' ', image.Inputs)} {string.Join(' ', image.Outputs)}"));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
