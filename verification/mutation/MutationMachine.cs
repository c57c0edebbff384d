using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Crossbars.Model;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Machines;
using CimGen.Microcode.Model;
using CimGen.Networks.Quantization;
using CimGen.Stimuli;

namespace CimGen.Mutation;

/// <summary>A machine whose Verilog is mutated, and the programs that it runs.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Text">What it has.</param>
/// <param name="Design">The design whose wires the machine has.</param>
/// <param name="Others">Further programs for the same Verilog, by the names of their scripts.</param>
public sealed record MutationMachine(string Name, string Text, CompiledDesign Design, ImmutableDictionary<string, CompiledDesign> Others)
{
    private const uint StallSeed = 5;
    private const int Networks = 4;

    /// <summary>Names of the machines.</summary>
    public static ImmutableArray<string> Names => ["fpga", "bus", "connected"];

    /// <summary>All machines together have every module, and every variant of those that have several.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="examples">Folder of the examples.</param>
    /// <exception cref="ToolException">There is no such machine.</exception>
    public static Result<MutationMachine> Create(string name, string examples) => name switch
    {
        "fpga" => DesignFileReader.Read(Path.Combine(examples, "fpga", "design.yaml")).Then(d => new DesignCompiler(Stage.Compare).Run(d)).Then(d => Result.Success(Fpga(d))),
        "bus" => Result.Success(OnTheBus()),
        "connected" => Result.Success(Connected()),
        _ => throw new ToolException($"there is no machine '{name}'; there are {string.Join(", ", Names)}"),
    };

    /// <summary>What is done with the machine, in this order: what kills much in a short time comes first.</summary>
    /// <param name="hash">That the machine knows itself by.</param>
    /// <exception cref="ToolException">The golden model meets a fault.</exception>
    public IReadOnlyDictionary<string, HostScript> Scripts(uint hash)
    {
        var scripts = new Dictionary<string, HostScript> { ["images"] = HostScripts.Images(Design, 2, 0) };
        foreach (var (name, design) in Others.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            scripts[name] = HostScripts.Images(design, 1, 0);
        }

        scripts["stalls"] = HostScripts.Images(MicrocodeStorm.Of(Design, seed: 1), 1, StallSeed);
        scripts["waits"] = HostScripts.Endless([.. WaitStorm.Of(Design)]);
        scripts["host"] = HostStorm.Of(Others["microcode"], Design.Image.Cores.ToList().FindLastIndex(c => c.Program.Length == 1), hash);
        scripts["counts"] = HostScripts.Images(CountStorm.Of(Design), 1, 0, outputs: false);
        return scripts;
    }

    private static MutationMachine Fpga(CompiledDesign design) => new(
        "fpga", "examples/fpga: emulated crossbars, blocking units, dedicated sync, bus of 4 bytes", design,
        new Dictionary<string, CompiledDesign> { ["microcode"] = MicrocodeStorm.Of(design) }.ToImmutableDictionary());

    private static MutationMachine OnTheBus()
    {
        var architecture = new Architecture(
            "bus", 10, new Crossbar(16, 8, CrossbarImplementation.Emulated, 1, 8), new MicrocodeSpec(UnitMode.Overlapped, 2048), new Bus(8, BusTopology.Tree), new SharedMemory(1 << 15, 1),
            new Machines.Sync(SyncScheme.Linear, SyncTransport.Bus, 12), 100).WithGpeu(new Gpeu(Gpeu.DefaultLatencyCycles) { Tables = true, Products = true, Dots = true });
        var designs = RandomNetworks(architecture);
        return new MutationMachine(
            "bus", "emulated crossbars, overlapped units with all operations of the GPEU, sync over the bus, bus of 8 bytes", designs[0],
            designs.Skip(1).Select((d, i) => ($"network-{i + 1}", d)).Append(("calls", CallStorm.Of(designs[0]))).Append(("microcode", MicrocodeStorm.Of(designs[0])))
                .ToImmutableDictionary(d => d.Item1, d => d.Item2));
    }

    private static MutationMachine Connected()
    {
        var design = ConnectedDesign.BehindTrees();
        return new MutationMachine(
            "connected", "behavioural crossbars, overlapped units, sync over the tree, links, multicast groups that meet in trees, bus of 16 bytes behind a tree", design,
            new Dictionary<string, CompiledDesign>
            {
                ["calls"] = CallStorm.Of(design),
                ["connections"] = ConnectionStorm.Of(design),
                ["microcode"] = MicrocodeStorm.Of(design),
            }.ToImmutableDictionary());
    }

    /// <summary>Random networks that the machine has cores for.</summary>
    private static List<CompiledDesign> RandomNetworks(Architecture architecture)
    {
        var designs = new List<CompiledDesign>();
        for (var seed = 0; designs.Count < Networks; seed++)
        {
            var network = new RandomDesigns(seed).Network();
            var quantized = Quantizer.Run(network, Stimulus.Random(network.InputShapes, 2, (ulong)seed).Images).Required();
            var design = new DesignCompiler(Stage.Compare).Compile(RandomDesigns.Design(architecture), network, quantized);
            if (design.Ok && design.Value.Schedule.Placement.Layers.Length > 1)
            {
                designs.Add(design.Value);
            }
        }

        return designs;
    }
}
