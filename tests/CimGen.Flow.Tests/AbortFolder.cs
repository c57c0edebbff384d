using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Flow.Tests;

/// <summary>A machine in Verilator with the program Abort/abort.cpp in place of the harness.</summary>
internal sealed class AbortFolder : IDisposable
{
    /// <summary>What Verilator adds to every model, once a model has it compiled: tests of one class run one after the other.</summary>
    private static string? _runtime;

    private readonly string _path = Workspace.NewFolder();
    private readonly int _scratch;

    /// <param name="change">What becomes of the text of a Verilog file, by its path.</param>
    public AbortFolder(CompiledDesign design, Func<string, string, string>? change = null)
    {
        ConnectedDesign.Build(design, _path, images: 1);
        _scratch = (design.Schedule.Memory.Bytes + 3) / 4 * 4;
        File.Copy(Repository.File("tests/CimGen.Flow.Tests/Abort/abort.cpp"), Path.Combine(_path, "sim", "abort.cpp"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_path, "rtl")))
        {
            File.WriteAllText(file, change?.Invoke(Path.GetFileName(file), File.ReadAllText(file)) ?? File.ReadAllText(file));
        }

        var build = Directory.CreateDirectory(Path.Combine(_path, "build")).FullName;
        CopyObjects(_runtime, build);
        Programs.Require(_path, "make", "-s", "-C", _path, "model", "JOBS=1", "HARNESS=sim/abort.cpp sw/cim.c sw/cim_folder.c sw/cim_lines.c");
        if (_runtime is null)
        {
            _runtime = Workspace.NewFolder();
            CopyObjects(build, _runtime);
        }
    }

    private static Crossbar Emulated { get; } = new(8, 8, CrossbarImplementation.Emulated, 1, 2);

    private static Architecture Plain { get; } = ConnectedDesign.Machine with { Compute = Emulated, Ifm = IfmDelivery.Unicast, PartialSums = PartialSumPath.Memory };

    /// <summary>Machines that have every module, and every variant of those that have several.</summary>
    public static IReadOnlyDictionary<string, Func<CompiledDesign>> Machines { get; } = new Dictionary<string, Func<CompiledDesign>>
    {
        ["blocking, emulated, sync over a flat bus"] = () => ConnectedDesign.Compile(
            Plain.WithUnits(UnitMode.Blocking) with { Sync = Plain.Sync with { Transport = SyncTransport.Bus } }, channels: 10, kernels: 8),
        ["emulated, sync over a bus tree"] = () => ConnectedDesign.Compile(
            Plain.WithGpeu(new Gpeu(5)) with
            {
                Bus = new Bus(8, BusTopology.Tree),
                Memory = new SharedMemory(1 << 14, 4),
                Sync = Plain.Sync with { Transport = SyncTransport.Bus },
            },
            channels: 10,
            kernels: 8),
        ["links, groups, dedicated sync"] = () => ConnectedDesign.Compile(ConnectedDesign.Machine),
        ["links, groups, sync and bus by trees"] = ConnectedDesign.BehindTrees,
    };

    /// <summary>Of almost all modules, but small: for faults.</summary>
    public static CompiledDesign AllInOne() => ConnectedDesign.Compile(
        ConnectedDesign.Machine with { Compute = Emulated, Bus = new Bus(4, BusTopology.Tree), Sync = Plain.Sync with { Transport = SyncTransport.Tree } });

    /// <summary>What the program prints.</summary>
    /// <param name="step">Distance of the cycles and instructions that are tried.</param>
    public string Run(int step, params IEnumerable<string> arguments) =>
        Programs.Run(_path, Path.Combine(_path, "build", "Vcim_top"), [_path, $"{_scratch}", $"{step}", .. arguments]).Output.Trim();

    private static void CopyObjects(string? from, string to)
    {
        foreach (var file in from is null ? [] : Directory.EnumerateFiles(from, "verilated*.o"))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
