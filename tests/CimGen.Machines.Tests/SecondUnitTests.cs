using CimGen.Machines.Specs;
using CimGen.Stimuli.Incrementers;

namespace CimGen.Machines.Tests;

/// <summary>A spec chooses its compute unit by the section that it has; here there is a second kind of unit besides crossbars.</summary>
public sealed class SecondUnitTests
{
    private const string Head = "name: small\ncores: 8\nbus: { width_bytes: 4 }\n";

    private static readonly ArchitectureSpec Spec = IncrementerKind.Registry.Spec;

    [Fact]
    public void TheSectionChoosesTheUnit()
    {
        var architecture = Spec.Parse("t", Head + "incrementer: { side: 3 }\n").Value!;

        Assert.Equal(new Incrementer(3), architecture.Compute);
        Assert.Contains("incrementer:\n  side: 3\n", ArchitectureText.Dump(Spec, architecture), StringComparison.Ordinal);
        Assert.DoesNotContain("crossbar", ArchitectureText.Dump(Spec, architecture), StringComparison.Ordinal);
        Assert.Equal(architecture, Spec.Parse("t", ArchitectureText.Dump(Spec, architecture)).Value);
    }

    [Fact]
    public void BothSectionsAreOneTooMany()
    {
        var diagnostic = Assert.Single(Spec.Parse("t", Head + "incrementer: { side: 3 }\ncrossbar: { rows: 4, columns: 4, mac_lanes: 4 }\n").Diagnostics);

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
        Assert.NotNull(schema["properties"]!["incrementer"]);
        Assert.NotNull(schema["properties"]!["crossbar"]);
    }
}
