using CimGen.Core.Diagnostics;
using CimGen.Crossbars.Model;
using CimGen.Flow.Kinds;
using CimGen.Machines.Specs;

namespace CimGen.Machines.Tests;

/// <summary>Bad specs in, code and place out; <c>&lt;&lt;</c> and <c>&gt;&gt;</c> mark the place.</summary>
public sealed class ArchitectureDiagnosticsTests
{
    private const string Valid = """
        name: small
        cores: 8
        crossbar: { rows: 16, columns: 16, mac_lanes: 4 }
        bus: { width_bytes: 16 }
        memory: { size_bytes: 65536 }
        instruction_memory_bytes: 2048
        """;

    /// <summary>Code, a part of the valid spec, and the marked text that replaces it.</summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        { "CIM0201", "name: small", "name: <<../small>>" },
        { "CIM0201", "name: small", "name: <<\"small\\n\">>" },
        { "CIM0202", "2048", "<<2050>>" },
        { "CIM0202", "65536", "<<65544>>" },
        { "CIM0203", "mac_lanes: 4", "mac_lanes: <<3>>" },
        { "CIM0203", "mac_lanes: 4", "mac_lanes: <<32>>" },
        { "CIM0204", "columns: 16, mac_lanes: 4 }\nbus: { width_bytes: 16 }", "columns: 4 }\nbus: { width_bytes: <<32>> }" },
        { "CIM0205", "columns: 16, mac_lanes: 4", "columns: 128, mac_lanes: <<128>>" },
        { "CIM0008", "cores: 8", "# <<>>" },
        { "CIM0008", "rows: 16, ", "" },
        { "CIM0009", "cores: 8", "cores: <<many>>" },
        { "CIM0009", "{ width_bytes: 16 }", "<<16>>" },
        { "CIM0010", "cores: 8", "cores: <<0>>" },
        { "CIM0010", "cores: 8", "cores: <<-8>>" },
        { "CIM0010", "cores: 8", "cores: <<1025>>" },
        { "CIM0010", "65536", "<<268435472>>" },
        { "CIM0010", "65536", "<<1099511627776>>" },
        { "CIM0011", "rows: 16", "rows: <<24>>" },
        { "CIM0011", "width_bytes: 16", "width_bytes: <<128>>" },
        { "CIM0011", "cores: 8", "cores: 8\nunits: <<fast>>" },
        { "CIM0012", "cores: 8", "cores: 8\n<<core>>: 8" },
        { "CIM0012", "rows: 16", "rows: 16, <<row>>: 16" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void PointsAtTheMark(string code, string part, string replacement)
    {
        Assert.Contains(part, Valid);
        var marked = Valid.Replace(part, replacement);
        var result = KindRegistry.Default.Spec.Parse("test.yaml", marked.Replace("<<", "").Replace(">>", ""));

        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Contains(';', diagnostic.Message);
        Assert.False(result.Ok);
        if (code != "CIM0008")
        {
            var start = marked.IndexOf("<<", StringComparison.Ordinal);
            var expected = (marked[..start].Count(c => c == '\n') + 1, start - marked[..start].LastIndexOf('\n'));
            Assert.Equal(expected, (diagnostic.Location.Line, diagnostic.Location.Column));
        }
    }

    /// <summary>From 16 cores on, for hardware, unless the topology was chosen.</summary>
    [Theory]
    [InlineData(16, "emulated", "", true)]
    [InlineData(1024, "emulated", "", true)]
    [InlineData(15, "emulated", "", false)]
    [InlineData(1024, "behavioural", "", false)]
    [InlineData(1024, "emulated", ", topology: flat", false)]
    [InlineData(1024, "emulated", ", topology: tree", false)]
    public void AFlatBusOfManyCoresIsWarnedOf(int cores, string implementation, string topology, bool warned)
    {
        var spec = Valid.Replace("cores: 8", $"cores: {cores}").Replace("mac_lanes: 4", $"mac_lanes: 4, implementation: {implementation}").Replace("width_bytes: 16", $"width_bytes: 16{topology}");
        var result = KindRegistry.Default.Spec.Parse("test.yaml", spec);

        Assert.True(result.Ok);
        if (!warned)
        {
            Assert.Empty(result.Diagnostics);
            return;
        }

        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(("CIM0206", Severity.Warning, 4), (warning.Code, warning.Severity, warning.Location.Line));

        // Its advice works.
        var advice = warning.Message.Split('\'')[1];
        Assert.Empty(KindRegistry.Default.Spec.Parse("test.yaml", spec.Replace("bus: { width_bytes: 16 }", advice)).Diagnostics);
    }

    [Fact]
    public void TheValidSpecIsValid() => Assert.Empty(KindRegistry.Default.Spec.Parse("test.yaml", Valid).Diagnostics);

    [Fact]
    public void AllBrokenRulesAreReportedInOneRun()
    {
        var spec = Valid.Replace("2048", "2050").Replace("65536", "65537").Replace("mac_lanes: 4", "mac_lanes: 3");
        Assert.Equal(["CIM0203", "CIM0202", "CIM0202"], KindRegistry.Default.Spec.Parse("t", spec).Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void AMissingSectionWithRequiredFieldsIsNamed()
    {
        var diagnostic = Assert.Single(KindRegistry.Default.Spec.Parse("t", "name: a\ncores: 1\n").Diagnostics);
        Assert.Equal("CIM0008", diagnostic.Code);
        Assert.Contains("'crossbar'", diagnostic.Message);
    }

    [Fact]
    public void AMissingFileIsReported() =>
        Assert.Equal("CIM0001", Assert.Single(KindRegistry.Default.Spec.Read("no-such-file.yaml").Diagnostics).Code);

    /// <summary>Of errors that a spec with one kind of compute unit can have; the warning has tests of its own.</summary>
    [Fact]
    public void EveryErrorHasACase() =>
        Assert.Equal(
            ArchitectureDiagnostics.All.Concat(CrossbarDiagnostics.All).Where(d => d.ExitCode != ExitCode.Success && d != ArchitectureDiagnostics.SecondComputeUnit)
                .Select(d => d.Code).Order(StringComparer.Ordinal),
            Cases.Select(row => (string)row[0]).Where(code => code.StartsWith("CIM02", StringComparison.Ordinal)).Distinct().Order());

    [Fact]
    public void TheCatalogueIsComplete() =>
        Assert.Equal(
            typeof(ArchitectureDiagnostics).GetFields().Select(f => f.GetValue(null)).OfType<DiagnosticDescriptor>(),
            ArchitectureDiagnostics.All);
}
