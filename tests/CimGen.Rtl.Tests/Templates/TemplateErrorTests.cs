using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Rtl.Templates;

namespace CimGen.Rtl.Tests.Templates;

/// <summary>Bad template in, code and place out. A '§' in the template marks the place and is not part of it.</summary>
public class TemplateErrorTests
{
    private const char Mark = '§';

    private static readonly TemplateLimits SmallLimits = new(TemplateBytes: 400, OutputCharacters: 20, IncludeDepth: 3, LoopSteps: 100);

    private static readonly object Model = new
    {
        Name = "core",
        Rows = 32,
        IsSigned = true,
        Comment = (string?)null,
        Widths = new[] { 1, 8, 32 },
        Options = new { Depth = 16, None = (string?)null },
        Sizes = new Dictionary<string, int> { ["rows"] = 3 },
        Ports = new[] { new { Name = "clk_i", Bits = new { High = 0 } } },
    };

    /// <summary>What Scriban by itself lets pass, or reports without a place.</summary>
    public static TheoryData<string, string> StrictErrors => new()
    {
        { "CIM0801", "x\n {{ §include 'missing.sbn' }}" },
        { "CIM0803", "{{ §include '../main.sbn' }}" },
        { "CIM0803", "{{ §include '/etc/hostname' }}" },
        { "CIM0814", "line\n\n  {{ §nme }}" },
        { "CIM0814", "{{ if is_signed }}\n{{ 1 + §nme }}{{ end }}" },
        { "CIM0814", "{{ for w in widths }}{{ end }}{{ §w }}" },
        { "CIM0814", "{{ §Name }}" },
        { "CIM0814", "{{ for p in §prts }}{{ end }}" },
        { "CIM0815", "{{ options.§dpth }}" },
        { "CIM0815", "{{ sizes.§columns }}" },
        { "CIM0815", "{{ for p in ports }}\r\n\t{{ p.bits.§hgh }}{{ end }}" },
        { "CIM0816", "{{ if §rows }}{{ end }}" },
        { "CIM0816", "{{ if §comment }}{{ end }}" },
        { "CIM0816", "{{ is_signed && §name }}" },
        { "CIM0816", "{{ !§rows }}" },
        { "CIM0817", "é {{ §comment }}" },
        { "CIM0817", "{{ §options.none }}" },
    };

    /// <summary>What Scriban reports by itself; the line counts.</summary>
    public static TheoryData<string, string> ScribanErrors => new()
    {
        { "CIM0821", "§assign a = {{8{x}}, y };" },
        { "CIM0821", "{{ rows + §}}" },
        { "CIM0821", "{{ name | §nothing }}" },
        { "CIM0821", "\n{{ §if is_signed }}text" },
        { "CIM0821", "{{ §end }}" },
        { "CIM0821", "{{ comment.§text }}" },
        { "CIM0821", "{{ §include 'main.sbn' }}" },
        { "CIM0821", "{{ §while true }}{{ end }}" },
        { "CIM0821", "{{ for w in widths }}§0123456789{{ end }}" },
    };

    /// <summary>Files that are no templates; the place is the file.</summary>
    public static TheoryData<string, byte[]?> UnreadableFiles => new()
    {
        { "CIM0801", null },
        { "CIM0802", new byte[401] },
        { "CIM0802", "a\0b"u8.ToArray() },
        { "CIM0802", [0x61, 0xC3, 0x28] },
    };

    [Theory]
    [MemberData(nameof(StrictErrors))]
    public void ReportsCodeAndPlace(string code, string marked)
    {
        var (line, column, diagnostic) = Run(marked);
        Assert.Equal((code, line, column), (diagnostic.Code, diagnostic.Location.Line, diagnostic.Location.Column));
        Assert.Contains("; ", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ScribanErrors))]
    public void ScribansOwnErrorsHaveALine(string code, string marked)
    {
        var (line, _, diagnostic) = Run(marked);
        Assert.Contains(diagnostic.Code, (string[])[code, "CIM0814", "CIM0815"]);
        Assert.Equal(line, diagnostic.Location.Line);
    }

    [Theory]
    [MemberData(nameof(UnreadableFiles))]
    public void ReportsUnreadableFiles(string code, byte[]? bytes)
    {
        using var workspace = new TemplateWorkspace();
        var file = Path.Combine(workspace.Root, TemplateWorkspace.Main);
        if (bytes is not null)
        {
            File.WriteAllBytes(file, bytes);
        }

        var engine = new TemplateEngine(new TemplateFolder(workspace.Root, limits: SmallLimits));
        var diagnostic = Assert.Single(engine.Render(TemplateWorkspace.Main, Model).Diagnostics);
        Assert.Equal((code, new SourceLocation(file)), (diagnostic.Code, diagnostic.Location));
    }

    [Fact]
    public void AnErrorInAnIncludeNamesTheIncludedFile()
    {
        using var workspace = new TemplateWorkspace((TemplateWorkspace.Main, "{{ include 'a/part.sbn' }}"), ("a/part.sbn", "\n {{ nme }}"));
        var diagnostic = Assert.Single(workspace.Engine.Render(TemplateWorkspace.Main, Model).Diagnostics);
        Assert.EndsWith("part.sbn", diagnostic.Location.File, StringComparison.Ordinal);
        Assert.Equal(("CIM0814", 2, 5), (diagnostic.Code, diagnostic.Location.Line, diagnostic.Location.Column));
    }

    /// <summary>Text with no tag is text, whatever braces and line ends it has.</summary>
    [Theory]
    [InlineData("{ {8{x}}, y } }} { % {")]
    [InlineData("  \n\t\r\n  ")]
    [InlineData("é €\n")]
    public void TextIsLeftAlone(string text)
    {
        using var workspace = new TemplateWorkspace((TemplateWorkspace.Main, text));
        Assert.Equal(text, workspace.Engine.Render(TemplateWorkspace.Main, Model).Value);
    }

    [Fact]
    public void EveryCodeIsExercised()
    {
        var exercised = new[] { StrictErrors, ScribanErrors }.SelectMany(data => data.Select(row => (string)row[0])).Concat(UnreadableFiles.Select(row => (string)row[0]));
        Assert.Equal(TemplateDiagnostics.All.Select(descriptor => descriptor.Code).Order(), exercised.Distinct().Order());
    }

    [Fact]
    public void TheCatalogueHoldsEveryDescriptorOnce()
    {
        var fields = typeof(TemplateDiagnostics).GetFields().Select(field => (DiagnosticDescriptor)field.GetValue(null)!).ToArray();
        Assert.Equal(fields.Select(field => field.Code), TemplateDiagnostics.All.Select(descriptor => descriptor.Code));
        Assert.Equal(fields.Length, fields.Select(field => field.Code).Distinct().Count());
        Assert.All(fields, field => Assert.InRange(int.Parse(field.Code[3..], CultureInfo.InvariantCulture), 801, 849));
    }

    private static (int Line, int Column, Diagnostic Diagnostic) Run(string marked)
    {
        var offset = marked.IndexOf(Mark, StringComparison.Ordinal);
        var before = marked[..offset];
        using var workspace = new TemplateWorkspace((TemplateWorkspace.Main, marked.Remove(offset, 1)));
        var result = new TemplateEngine(new TemplateFolder(workspace.Root), SmallLimits).Render(TemplateWorkspace.Main, Model);
        Assert.False(result.Ok, $"rendered '{result.Value}'");
        return (before.Count(c => c == '\n') + 1, offset - before.LastIndexOf('\n'), Assert.Single(result.Diagnostics));
    }
}
