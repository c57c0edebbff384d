using CimGen.Crossbars.Model;
using CimGen.Flow.Kinds;
using CimGen.Machines.Specs;
using CimGen.Machines.Specs.Fields;
using CimGen.Microcode.Model;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Machines.Tests;

public sealed class ArchitectureReaderTests
{
    [Fact]
    public void DefaultsFillWhatIsLeftOut()
    {
        var result = KindRegistry.Default.Spec.Parse("test.yaml", "name: small\ncores: 8\ncrossbar: { rows: 16, columns: 32 }\n");
        Assert.Empty(result.Diagnostics);
        Assert.Equal(
            new Architecture(
                "small", 8, new Crossbar(16, 32, CrossbarImplementation.Behavioural, 64, 4), new MicrocodeSpec(UnitMode.Blocking, 4096), new Bus(16),
                new SharedMemory(262144, 2), new Sync(SyncScheme.Cyclic, SyncTransport.Bus, 8), 1000),
            result.Value);
    }

    [Theory]
    [InlineData("paper-32x32", 32, 1024)]
    [InlineData("paper-64x64", 64, 256)]
    [InlineData("paper-128x128", 128, 64)]
    [InlineData("digits-32x32", 32, 32)]
    [InlineData("fashion-64x64", 64, 43)]
    [InlineData("fpga-16x16", 16, 8)]
    public void ShippedSpecsAreValid(string name, int side, int cores)
    {
        var result = KindRegistry.Default.Spec.Read(Repository.File($"examples/architectures/{name}.yaml"));
        Assert.Empty(result.Diagnostics);
        Assert.Equal((name, side, side, cores), (result.Value!.Name, result.Value.Crossbar.Rows, result.Value.Crossbar.Columns, result.Value.Cores));
    }

    [Fact]
    public void EveryShippedSpecIsTestedExplainedAndNamesTheSchema()
    {
        var files = Directory.GetFiles(Repository.File("examples/architectures"), "*.yaml");
        Assert.Equal(9, files.Length);
        foreach (var file in files)
        {
            var lines = File.ReadAllLines(file);
            var schema = Assert.Single(lines, line => line.StartsWith("# yaml-language-server: $schema=", StringComparison.Ordinal)).Split('=')[1];
            Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, schema)), $"{file} names {schema}");
            Assert.StartsWith("# ", lines[1]);
            Assert.Equal(Path.GetFileNameWithoutExtension(file), KindRegistry.Default.Spec.Read(file).Value!.Name);
        }
    }

    [Fact]
    public void TheDumpIsStable() => Assert.Equal(
        """
        name: "fpga-16x16"
        cores: 8
        units: blocking
        instruction_memory_bytes: 2048
        ifm: unicast
        partial_sums: memory
        depthwise: auto
        dataflow: layers
        feature_maps: whole
        clock_mhz: 50
        crossbar:
          rows: 16
          columns: 16
          implementation: emulated
          mvm_cycles: 64
          mac_lanes: 4
        bus:
          width_bytes: 4
          topology: flat
        memory:
          size_bytes: 65536
          latency_cycles: 2
        gpeu:
          latency_cycles: 2
          operations: as-needed
          requantization: fixed
        sync:
          scheme: cyclic
          transport: dedicated
          counters: 8

        """,
        ArchitectureText.Dump(KindRegistry.Default.Spec, KindRegistry.Default.Spec.Read(Repository.File("examples/architectures/fpga-16x16.yaml")).Value!));

    [Fact]
    public void ReadingADumpGivesTheSameArchitecture() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Architectures().ToArbitrary(), architecture =>
        {
            var result = KindRegistry.Default.Spec.Parse("dump", ArchitectureText.Dump(KindRegistry.Default.Spec, architecture));
            return result.Ok && result.Value == architecture;
        }));

    [Fact]
    public void OverridesChangeOnlyWhatTheyName()
    {
        var architecture = KindRegistry.Default.Spec.Read(Repository.File("examples/architectures/digits-32x32.yaml")).Value!;
        var fields = KindRegistry.Default.Spec.Overridable.ToDictionary(f => f.Key);

        Assert.Equal(["dataflow", "depthwise", "feature_maps", "ifm", "partial_sums", "requantization", "scheme", "transport", "units"], fields.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(architecture.WithUnits(UnitMode.Overlapped), fields["units"].Parse("overlapped")!(architecture));
        Assert.Equal(architecture with { Sync = architecture.Sync with { Scheme = SyncScheme.Linear } }, fields["scheme"].Parse("linear")!(architecture));
        Assert.Null(fields["transport"].Parse("pigeon"));
    }

    /// <summary>Any valid architecture.</summary>
    private static Gen<Architecture> Architectures()
    {
        var architectures =
            from name in Gen.Elements("a", "null", "1e3", "true", "x.y-z_0")
            from cores in Between(ArchitectureFields.Cores)
            from rows in Gen.Elements(CrossbarFields.Rows.Allowed.AsEnumerable())
            from columns in Gen.Elements(CrossbarFields.Columns.Allowed.AsEnumerable())
            from implementation in Gen.Elements(Enum.GetValues<CrossbarImplementation>())
            from mvmCycles in Between(CrossbarFields.MvmCycles)
            from lanes in Gen.Elements(1, 2, 4, 8, 1024)
            from units in Gen.Elements(Enum.GetValues<UnitMode>())
            from bus in Gen.Elements(ArchitectureFields.BusWidth.Allowed.AsEnumerable())
            from memory in Gen.Choose(16, 4 << 20)
            from latency in Between(ArchitectureFields.MemoryLatency)
            from scheme in Gen.Elements(Enum.GetValues<SyncScheme>())
            from transport in Gen.Elements(Enum.GetValues<SyncTransport>())
            from counters in Between(ArchitectureFields.Counters)
            from instructions in Gen.Choose(32, 8192)
            from clock in Gen.Choose(1, 100_000_000)
            from ifm in Gen.Elements(Enum.GetValues<IfmDelivery>())
            from partialSums in Gen.Elements(Enum.GetValues<PartialSumPath>())
            from depthwise in Gen.Elements(Enum.GetValues<DepthwiseUnit>())
            from dataflow in Gen.Elements(Enum.GetValues<DataflowKind>())
            from maps in Gen.Elements(Enum.GetValues<FeatureMapKind>())
            from gpeu in Between(MicrocodeFields.GpeuLatency)
            from all in Gen.Elements(false, true)
            from requantization in Gen.Elements(Enum.GetValues<GpeuRequantization>())
            select new Architecture(
                name, cores, new Crossbar(rows, columns, implementation, mvmCycles, Math.Min(Math.Min(lanes, columns), rows * Math.Min(bus, 4 * columns) / 4)), new MicrocodeSpec(units, instructions * 8, new Gpeu(gpeu) { Tables = all, Products = all, Dots = all, Requantization = requantization }),
                new Bus(Math.Min(bus, 4 * columns)), new SharedMemory(memory * 64, latency), new Sync(scheme, transport, counters),
                clock / 1000.0, ifm, partialSums, depthwise, dataflow, maps);
        return architectures;
    }

    private static Gen<int> Between(IntegerField field) => Gen.Choose(field.Min, field.Max);
}
