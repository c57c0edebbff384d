using System.Globalization;
using System.Numerics;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;

namespace CimGen.Architectures;

/// <summary>Reads and checks an architecture spec.</summary>
public static class ArchitectureReader
{
    /// <summary>The architecture, or all that is wrong with the file, by line and column.</summary>
    public static Result<Architecture> Read(string path)
    {
        var bag = new DiagnosticBag();
        var top = YamlFile.Read(path, bag);
        return Result.From(top is null ? null : Read(top, bag), bag);
    }

    /// <summary>The same from text; <paramref name="path"/> is only named in diagnostics.</summary>
    public static Result<Architecture> Parse(string path, string text)
    {
        var bag = new DiagnosticBag();
        var top = YamlFile.Parse(path, text, bag);
        return Result.From(top is null ? null : Read(top, bag), bag);
    }

    private static Architecture? Read(YamlMap top, DiagnosticBag bag)
    {
        var name = top.Text("name");
        var cores = Integer(top, "cores");
        var crossbar = top.Map("crossbar");
        var bus = top.Map("bus");
        var memory = top.Map("memory");
        var sync = top.Map("sync", required: false);
        var units = top.Word<UnitMode>("units", UnitMode.Blocking);
        var instructionBytes = Integer(top, "instruction_memory_bytes");
        var clock = top.Number("clock_mhz", double.Epsilon, 100_000, 1000);
        if (crossbar is null || bus is null || memory is null || name is null)
        {
            top.Finish();
            return null;
        }

        var architecture = new Architecture(
            name,
            cores,
            new Crossbar(
                Integer(crossbar, "rows", "crossbar."),
                Integer(crossbar, "columns", "crossbar."),
                crossbar.Word<CrossbarImplementation>("implementation", CrossbarImplementation.Behavioural),
                Integer(crossbar, "mvm_cycles", "crossbar."),
                Integer(crossbar, "mac_lanes", "crossbar.")),
            units,
            new Bus(Integer(bus, "width_bytes", "bus.")),
            new SharedMemory(Integer(memory, "size_bytes", "memory."), Integer(memory, "latency_cycles", "memory.")),
            ReadSync(sync),
            instructionBytes,
            clock);
        foreach (var map in new[] { top, crossbar, bus, memory, sync })
        {
            map?.Finish();
        }

        if (!bag.HasErrors)
        {
            CheckRules(architecture, top, crossbar, bus, memory, bag);
        }

        return architecture;
    }

    private static Sync ReadSync(YamlMap? sync) => sync is null
        ? new Sync(SyncScheme.Cyclic, SyncTransport.Bus, Default("sync.counters"))
        : new Sync(
            sync.Word<SyncScheme>("scheme", SyncScheme.Cyclic),
            sync.Word<SyncTransport>("transport", SyncTransport.Bus),
            Integer(sync, "counters", "sync."));

    private static void CheckRules(Architecture a, YamlMap top, YamlMap crossbar, YamlMap bus, YamlMap memory, DiagnosticBag bag)
    {
        var lanesPerWord = Math.Max(1, a.Crossbar.MacLanes * 4 / a.Bus.WidthBytes);
        Check(BitOperations.IsPow2(a.Crossbar.Rows), crossbar, "rows", "crossbar.");
        Check(
            BitOperations.IsPow2(a.Crossbar.Columns) && 4 * a.Crossbar.Columns % a.Bus.WidthBytes == 0, crossbar, "columns", "crossbar.");
        Check(
            BitOperations.IsPow2(a.Crossbar.MacLanes) && a.Crossbar.MacLanes <= a.Crossbar.Columns && lanesPerWord <= a.Crossbar.Rows,
            crossbar,
            "mac_lanes",
            "crossbar.");
        Check(BitOperations.IsPow2(a.Bus.WidthBytes), bus, "width_bytes", "bus.");
        Check(a.Memory.SizeBytes % a.Bus.WidthBytes == 0, memory, "size_bytes", "memory.");
        Check(BitOperations.IsPow2(a.InstructionMemoryBytes), top, "instruction_memory_bytes", "");

        void Check(bool holds, YamlMap map, string key, string prefix)
        {
            if (!holds)
            {
                bag.Add(ArchitectureDiagnostics.Rule(map.At(key), prefix + key, Integer(map, key, prefix), FieldTable.Find(prefix + key).Rule));
            }
        }
    }

    private static int Integer(YamlMap map, string key, string prefix = "")
    {
        var field = FieldTable.Find(prefix + key);
        return (int)map.Integer(key, field.Minimum, field.Maximum, field.Default is null ? null : Default(field.Path));
    }

    private static int Default(string path) => int.Parse(FieldTable.Find(path).Default!, CultureInfo.InvariantCulture);
}
