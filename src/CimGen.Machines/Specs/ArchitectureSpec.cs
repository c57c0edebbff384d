using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Machines.Specs.Fields;
using static CimGen.Machines.Specs.ArchitectureFields;

namespace CimGen.Machines.Specs;

/// <summary>
/// The architecture spec with the compute units and the controller that there are: its fields and rules, and how a spec file is read. A spec
/// chooses its compute unit by the section that it has; one without any is read as if it had that of the first.
/// </summary>
public sealed class ArchitectureSpec(ImmutableArray<SpecPart<ComputeUnitSpec>> computeUnits, SpecPart<ControllerSpec> controller)
{
    /// <summary>Cores from which on the bus has longer paths than a core: see the table "How parts grow" in docs/fpga.md.</summary>
    private const int CoresOfLongBusPaths = 16;

    /// <summary>In the order of documentation and dump; the fields of a section stand together.</summary>
    public ImmutableArray<ArchitectureField> Fields { get; } =
    [
        Name, Cores, .. controller.Fields.Where(f => f.Section.Length == 0), Ifm, PartialSums, Depthwise, Dataflow, FeatureMaps, ClockMegahertz,
        .. computeUnits.SelectMany(c => c.Fields),
        BusWidth, Topology,
        MemorySize, MemoryLatency,
        .. controller.Fields.Where(f => f.Section.Length > 0),
        Scheme, Transport, Counters,
    ];

    /// <summary>
    /// Rules that a field's range cannot express. There is none that ties rows to the bus: an input vector may be shorter than a beat (the
    /// paper runs 32 rows on a bus of 64 bytes).
    /// </summary>
    public ImmutableArray<ArchitectureRule> Rules { get; } =
    [
        new(Name,
            "`name` has the characters given above, since it becomes part of generated files.",
            a => NameField.IsUsable(a.Name),
            (at, _) => ArchitectureDiagnostics.ReportBadName(at)),
        .. controller.Rules,
        new(MemorySize,
            "`memory.size_bytes` is a multiple of `bus.width_bytes`: whole beats.",
            a => a.Memory.SizeBytes % a.Bus.WidthBytes == 0,
            (at, a) => ArchitectureDiagnostics.ReportNotMultiple(at, MemorySize.Path, a.Memory.SizeBytes, a.Bus.WidthBytes, "the bus width")),
        .. computeUnits.SelectMany(c => c.Rules),
        new(BusWidth,
            "`crossbar.columns` * 4 is a multiple of `bus.width_bytes`: an output vector of 32-bit sums is whole beats.",
            a => a.Compute.OutputBytes % a.Bus.WidthBytes == 0,
            (at, a) => ArchitectureDiagnostics.ReportBusTooWide(at, a.Bus.WidthBytes, a.Compute.Columns)),
    ];

    /// <summary>Section names in order; the top level, the empty name, comes first.</summary>
    public IEnumerable<IGrouping<string, ArchitectureField>> Sections => Fields.GroupBy(f => f.Section);

    /// <summary>The sections that a spec of this architecture has.</summary>
    public IEnumerable<IGrouping<string, ArchitectureField>> SectionsOf(Architecture architecture) =>
        Sections.Where(s => !computeUnits.Any(c => c.Section == s.Key && c.Type != architecture.Compute.GetType()));

    /// <summary>The value of a field as a spec file spells it; null where there is no such field.</summary>
    /// <param name="path">From the top level: <c>bus.width_bytes</c>.</param>
    public string? Show(string path, Architecture architecture) => Fields.FirstOrDefault(f => f.Path == path)?.Show(architecture);

    /// <summary>The fields that a design file and the command line may change.</summary>
    public IEnumerable<IOverridableField> Overridable => Fields.OfType<IOverridableField>().Where(f => f.IsOverridable);

    /// <summary>The checked architecture of a YAML file, or all that is wrong with it (CIM00xx, CIM02xx).</summary>
    public Result<Architecture> Read(string path)
    {
        var diagnostics = new DiagnosticBag();
        return Check(YamlFile.Read(path, diagnostics), diagnostics);
    }

    /// <summary>The same for text; <paramref name="file"/> is the name in diagnostics.</summary>
    public Result<Architecture> Parse(string file, string text)
    {
        var diagnostics = new DiagnosticBag();
        return Check(YamlFile.Parse(file, text, diagnostics), diagnostics);
    }

    /// <summary>Whether a section may be left out because it belongs to a compute unit that a spec need not choose.</summary>
    internal bool IsAlternative(string section) => computeUnits.Length > 1 && computeUnits.Any(c => c.Section == section);

    private Result<Architecture> Check(YamlMap? root, DiagnosticBag diagnostics)
    {
        if (root is null)
        {
            return Result.From<Architecture>(null, diagnostics);
        }

        var compute = computeUnits.FirstOrDefault(c => root.Has(c.Section)) ?? computeUnits[0];
        var others = computeUnits.Where(c => c != compute).Select(c => c.Section).ToHashSet(StringComparer.Ordinal);
        foreach (var other in others.Where(root.Has))
        {
            diagnostics.Add(ArchitectureDiagnostics.ReportSecondComputeUnit(root.LocationOf(other), compute.Section, other));
        }

        var sections = Sections.Where(s => !others.Contains(s.Key)).ToDictionary(s => s.Key, s => Section(root, s), StringComparer.Ordinal);
        var architecture = Build(sections, compute);
        foreach (var other in others.Where(root.Has))
        {
            root.Map(other).Abandon();
        }

        root.Finish();

        // Rules over several fields say nothing sensible about the stand-ins of wrong values.
        if (!diagnostics.HasErrors)
        {
            foreach (var rule in Rules.Where(rule => sections.ContainsKey(rule.Field.Section) && !rule.Holds(architecture)))
            {
                diagnostics.Add(rule.Report(sections[rule.Field.Section].LocationOf(rule.Field.Key), architecture));
            }
        }

        WarnOfLongBusPath(architecture, sections[Topology.Section], diagnostics);
        return Result.From(architecture, diagnostics);
    }

    /// <summary>For hardware only, and for who has not chosen: a topology that is written out is meant.</summary>
    private static void WarnOfLongBusPath(Architecture architecture, YamlMap bus, DiagnosticBag diagnostics)
    {
        var chosen = bus.Has(Topology.Key);
        if (!chosen && architecture.Compute.IsSynthesizable && architecture.Cores >= CoresOfLongBusPaths)
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

    private Architecture Build(Dictionary<string, YamlMap> sections, SpecPart<ComputeUnitSpec> compute)
    {
        var root = sections[""];
        var bus = sections[BusWidth.Section];
        var memory = sections[MemorySize.Section];
        var sync = sections[Scheme.Section];
        return new Architecture(
            Name.Read(root),
            Cores.Read(root),
            compute.Read(sections),
            controller.Read(sections),
            new Bus(BusWidth.Read(bus), Topology.Read(bus)),
            new SharedMemory(MemorySize.Read(memory), MemoryLatency.Read(memory)),
            new Sync(Scheme.Read(sync), Transport.Read(sync), Counters.Read(sync)),
            ClockMegahertz.Read(root),
            Ifm.Read(root),
            PartialSums.Read(root),
            Depthwise.Read(root),
            Dataflow.Read(root),
            FeatureMaps.Read(root));
    }
}
