using CimGen.Flow.Kinds;
using CimGen.Machines.Specs;
using CimGen.Machines.Specs.Fields;

namespace CimGen.Machines.Tests;

/// <summary>A spec chooses its compute unit by the section that it has; here there is a second kind of unit besides crossbars.</summary>
public sealed class SecondUnitTests
{
    private const string Head = "name: small\ncores: 8\nbus: { width_bytes: 4 }\n";

    private static readonly IntegerField Side = new("adder", "side", "", "Rows and columns.", a => a.Compute.Rows, 1, 16);

    private static readonly ArchitectureSpec Spec = KindRegistry.Default.With(KindRegistry.Default.ComputeUnits[0] with
    {
        Spec = new SpecPart<ComputeUnitSpec>("adder", typeof(Adder), [Side], [], sections => new Adder(Side.Read(sections["adder"]))),
    }).Spec;

    [Fact]
    public void TheSectionChoosesTheUnit()
    {
        var architecture = Spec.Parse("t", Head + "adder: { side: 3 }\n").Value!;

        Assert.Equal(new Adder(3), architecture.Compute);
        Assert.Contains("adder:\n  side: 3\n", ArchitectureText.Dump(Spec, architecture), StringComparison.Ordinal);
        Assert.DoesNotContain("crossbar", ArchitectureText.Dump(Spec, architecture), StringComparison.Ordinal);
        Assert.Equal(architecture, Spec.Parse("t", ArchitectureText.Dump(Spec, architecture)).Value);
    }

    [Fact]
    public void BothSectionsAreOneTooMany()
    {
        var diagnostic = Assert.Single(Spec.Parse("t", Head + "adder: { side: 3 }\ncrossbar: { rows: 4, columns: 4, mac_lanes: 4 }\n").Diagnostics);

        Assert.Equal(("CIM0207", 4), (diagnostic.Code, diagnostic.Location.Line));
    }

    [Fact]
    public void WithoutASectionThatOfTheFirstUnitIsMissing()
    {
        var diagnostic = Assert.Single(Spec.Parse("t", Head).Diagnostics);

        Assert.Equal("CIM0008", diagnostic.Code);
        Assert.Contains("'crossbar'", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSchemaTakesEither()
    {
        var schema = System.Text.Json.Nodes.JsonNode.Parse(ArchitectureSchema.ToJson(Spec))!;

        Assert.Equal(["name", "cores"], schema["required"]!.AsArray().Select(n => n!.ToString()));
        Assert.NotNull(schema["properties"]!["adder"]);
        Assert.NotNull(schema["properties"]!["crossbar"]);
    }

    private sealed record Adder(int Side) : ComputeUnitSpec(Side, Side)
    {
        public override bool IsSynthesizable => true;

        public override int Latency(Bus bus) => 1;

        public override string Plural => "adders";

        public override IEnumerable<ComputeUnitSpec> Larger => [];
    }
}
