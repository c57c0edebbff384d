using CimGen.Architectures.Fields;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;

namespace CimGen.Architectures;

/// <summary>Reads architecture specs. Fields, defaults and ranges: <see cref="ArchitectureFields"/>.</summary>
public static class ArchitectureReader
{
    /// <summary>Cores from which on the bus has longer paths than a core: see the table "How parts grow" in docs/fpga.md.</summary>
    private const int CoresOfLongBusPaths = 16;

    /// <summary>The checked architecture of a YAML file, or all that is wrong with it (CIM00xx, CIM02xx).</summary>
    public static Result<Architecture> Read(string path)
    {
        var diagnostics = new DiagnosticBag();
        return Check(YamlFile.Read(path, diagnostics), diagnostics);
    }

    /// <summary>The same for text; <paramref name="file"/> is the name in diagnostics.</summary>
    public static Result<Architecture> Parse(string file, string text)
    {
        var diagnostics = new DiagnosticBag();
        return Check(YamlFile.Parse(file, text, diagnostics), diagnostics);
    }

    private static Result<Architecture> Check(YamlMap? root, DiagnosticBag diagnostics)
    {
        if (root is null)
        {
            return Result.From<Architecture>(null, diagnostics);
        }

        var sections = ArchitectureFields.Sections.ToDictionary(s => s.Key, s => Section(root, s));
        var architecture = Build(sections);
        root.Finish();

        // Rules over several fields say nothing sensible about the stand-ins of wrong values.
        if (!diagnostics.HasErrors)
        {
            foreach (var rule in ArchitectureRules.All.Where(rule => !rule.Holds(architecture)))
            {
                diagnostics.Add(rule.Report(sections[rule.Field.Section].LocationOf(rule.Field.Key), architecture));
            }
        }

        WarnOfLongBusPath(architecture, sections[ArchitectureFields.Topology.Section], diagnostics);
        return Result.From(architecture, diagnostics);
    }

    /// <summary>For hardware only, and for who has not chosen: a topology that is written out is meant.</summary>
    private static void WarnOfLongBusPath(Architecture architecture, YamlMap bus, DiagnosticBag diagnostics)
    {
        var chosen = bus.Has(ArchitectureFields.Topology.Key);
        if (!chosen && architecture.Crossbar.Implementation == CrossbarImplementation.Emulated && architecture.Cores >= CoresOfLongBusPaths)
        {
            diagnostics.Add(ArchitectureDiagnostics.WarnLongBusPath(bus.Location, architecture.Cores, architecture.Bus.WidthBytes));
        }
    }

    private static YamlMap Section(YamlMap root, IGrouping<string, ArchitectureField> section)
    {
        if (section.Key.Length == 0)
        {
            return root;
        }

        return section.Any(f => f.Default is null) ? root.Map(section.Key) : root.MapOrEmpty(section.Key);
    }

    private static Architecture Build(Dictionary<string, YamlMap> sections)
    {
        var root = sections[""];
        var crossbar = sections[ArchitectureFields.CrossbarRows.Section];
        var bus = sections[ArchitectureFields.BusWidth.Section];
        var memory = sections[ArchitectureFields.MemorySize.Section];
        var gpeu = sections[ArchitectureFields.GpeuLatency.Section];
        var sync = sections[ArchitectureFields.Scheme.Section];
        return new Architecture(
            ArchitectureFields.Name.Read(root),
            ArchitectureFields.Cores.Read(root),
            new Crossbar(
                ArchitectureFields.CrossbarRows.Read(crossbar),
                ArchitectureFields.CrossbarColumns.Read(crossbar),
                ArchitectureFields.CrossbarKind.Read(crossbar),
                ArchitectureFields.MvmCycles.Read(crossbar),
                ArchitectureFields.MacLanes.Read(crossbar)),
            ArchitectureFields.Units.Read(root),
            new Bus(ArchitectureFields.BusWidth.Read(bus), ArchitectureFields.Topology.Read(bus)),
            new SharedMemory(ArchitectureFields.MemorySize.Read(memory), ArchitectureFields.MemoryLatency.Read(memory)),
            new Sync(ArchitectureFields.Scheme.Read(sync), ArchitectureFields.Transport.Read(sync), ArchitectureFields.Counters.Read(sync)),
            ArchitectureFields.InstructionMemoryBytes.Read(root),
            ArchitectureFields.ClockMegahertz.Read(root),
            ArchitectureFields.Ifm.Read(root),
            ArchitectureFields.PartialSums.Read(root))
        {
            Gpeu = new Gpeu(ArchitectureFields.GpeuLatency.Read(gpeu)),
        };
    }
}
