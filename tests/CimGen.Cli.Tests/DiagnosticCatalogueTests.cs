using System.Reflection;
using CimGen.Core.Diagnostics;

namespace CimGen.Cli.Tests;

/// <summary>The catalogue holds every diagnostic of every room, each explained once.</summary>
public sealed class DiagnosticCatalogueTests
{
    public static TheoryData<string> Codes => [.. DiagnosticCatalogue.All.Select(d => d.Code)];

    [Fact]
    public void EveryDeclaredDiagnosticIsInTheCatalogue() =>
        Assert.Equal(Declared().Select(d => d.Code).Order(StringComparer.Ordinal), DiagnosticCatalogue.All.Select(d => d.Code));

    [Fact]
    public void CodesAreUnique() => Assert.Distinct(DiagnosticCatalogue.All.Select(d => d.Code));

    [Theory]
    [MemberData(nameof(Codes))]
    public void EveryCodeIsWellFormedAndExplained(string code)
    {
        var descriptor = DiagnosticCatalogue.All.Single(d => d.Code == code);
        Assert.Matches(@"^CIM\d{4}$", code);
        Assert.Matches(@"^\S.*[^.\s]$", descriptor.Title);
        Assert.Matches(@"^\S.{20,}\.$", descriptor.Explanation);
    }

    /// <summary>A run that ends with an error fails, one that ends with a warning does not; the fields' names tell which is which.</summary>
    [Fact]
    public void OnlyWarningsLeaveTheExitCodeAlone() =>
        Assert.All(Fields(), f => Assert.Equal(f.Name.EndsWith("Warning", StringComparison.Ordinal), ((DiagnosticDescriptor)f.GetValue(null)!).ExitCode == ExitCode.Success));

    /// <summary>The table of docs/flow.md: what is no fault of the input and no mismatch, but of tools, disks or other runs.</summary>
    [Fact]
    public void ToolsAndTheSystemEndWithThree() => Assert.Equal(
        ["CIM0020", "CIM0021", "CIM0022", "CIM0107", "CIM0850", "CIM0854", "CIM0901", "CIM0902", "CIM0903", "CIM0950", "CIM1001", "CIM1002"],
        DiagnosticCatalogue.All.Where(d => d.ExitCode == ExitCode.ToolFailure).Select(d => d.Code));

    [Fact]
    public void ThePageOfDiagnosticsIsUpToDate()
    {
        var page = File.ReadAllText(Repository.File("docs/diagnostics.md"));
        Assert.True(page == DiagnosticCatalogue.Markdown(), "docs/diagnostics.md is stale; run 'make docs'");
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void ThePageOfDiagnosticsListsTheCode(string code) =>
        Assert.Contains($"\n| {code} | ", File.ReadAllText(Repository.File("docs/diagnostics.md")), StringComparison.Ordinal);

    /// <summary>A diagnostic that no test provokes may say anything.</summary>
    [Fact]
    public void EveryCodeIsProvokedByATestThatNamesIt()
    {
        var tests = Directory.EnumerateFiles(Repository.File("tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        Assert.All(DiagnosticCatalogue.All, d => Assert.Contains(tests, t => t.Contains(d.Code, StringComparison.Ordinal)));
    }

    /// <summary>All fields of all rooms that hold a descriptor.</summary>
    private static IEnumerable<DiagnosticDescriptor> Declared() => Fields().Select(f => (DiagnosticDescriptor)f.GetValue(null)!);

    private static IEnumerable<FieldInfo> Fields() =>
        from file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
        where Path.GetFileName(file) is "cimgen.dll" || (Path.GetFileName(file).StartsWith("CimGen.", StringComparison.Ordinal) && !file.EndsWith(".Tests.dll", StringComparison.Ordinal))
        from type in Assembly.Load(Path.GetFileNameWithoutExtension(file)).GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field.FieldType == typeof(DiagnosticDescriptor)
        select field;
}
