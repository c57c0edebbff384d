using CimGen.Core.Diagnostics;

namespace CimGen.Templating.Tests;

/// <summary>Bad template in, code and place out. A '§' in the template marks the place and is not part of it.</summary>
public class ErrorTests
{
    private const char Mark = '§';

    private static readonly TemplateLimits SmallLimits = new(
        TemplateBytes: 400, OutputCharacters: 20, IncludeDepth: 3, BlockDepth: 3, ExpressionNodes: 8);

    /// <summary>Errors of the syntax; the Scriban package words and places its own (CIM0821), or allows what it can do.</summary>
    public static TheoryData<string, string> SyntaxErrors => new()
    {
        { "CIM0804", "a\n  §{{ name" },
        { "CIM0810", "assign a = {{8§{x}}, y };\n" },
        { "CIM0804", "§{{ # comment\n" },
        { "CIM0805", "{{ rows + §}}" },
        { "CIM0805", "{{ rows §name }}" },
        { "CIM0805", "{{ (rows §}}" },
        { "CIM0805", "{{ rows. §7 }}" },
        { "CIM0805", "{{ rows | §}}" },
        { "CIM0805", "{{ name | string.§}}" },
        { "CIM0805", "{{ name | §'x' }}" },
        { "CIM0805", "{{ if §}}{{ end }}" },
        { "CIM0805", "{{ for §1 in widths }}{{ end }}" },
        { "CIM0805", "{{ for w §widths }}{{ end }}" },
        { "CIM0805", "{{ for w in widths §1 }}{{ end }}" },
        { "CIM0805", "{{ include §name }}" },
        { "CIM0805", "{{ include 'main.sbn' §1 }}" },
        { "CIM0805", "{{ if off }}{{ else §rows }}{{ end }}" },
        { "CIM0805", "{{ if off }}{{ end §rows }}" },
        { "CIM0805", "{{ name\n§name }}" },
        { "CIM0805", "{{ widths | array.size §> 2 }}" },
        { "CIM0806", "x {{ §'open }}\n'" },
        { "CIM0806", "{{ 'a§\\q' }}" },
        { "CIM0806", "{{ §\"open" },
        { "CIM0807", "{{ §1.5 }}" },
        { "CIM0807", "{{ §0xFF }}" },
        { "CIM0807", "{{ §99999999999999999999 }}" },
        { "CIM0808", "\n{{ §if off }}text" },
        { "CIM0808", "{{ for w in widths }}{{ §if off }}{{ else }}" },
        { "CIM0808", "{{ §for w in widths }}" },
        { "CIM0809", "{{ if off }}{{ end }}{{ §end }}" },
        { "CIM0809", "{{ §else }}" },
        { "CIM0809", "{{ for w in widths }}{{ §else }}{{ end }}" },
        { "CIM0809", "{{ if off }}{{ else }}{{ §else }}{{ end }}" },
        { "CIM0810", "{{ rows §/ 2 }}" },
        { "CIM0810", "{{ rows §= 2 }}" },
        { "CIM0810", "{{ widths§[0] }}" },
        { "CIM0810", "{{ rows §? 1 : 2 }}" },
        { "CIM0810", "{{ §while true }}{{ end }}" },
        { "CIM0810", "{{ §capture x }}{{ end }}" },
        { "CIM0810", "{{ §string.pad_left name 4 }}" },
        { "CIM0810", "{{ for §string in widths }}{{ end }}" },
        { "CIM0810", "ab§{%{ raw }%}" },
        { "CIM0811", "{{ if off }}{{ if off }}{{ if off }}{{ §if off }}{{ end }}{{ end }}{{ end }}{{ end }}" },
        { "CIM0811", "{{ 1+1+1+1§+1 }}" },
        { "CIM0811", "{{ ((((((((§1)))))))) }}" },
        { "CIM0811", "{{ !!!!!!!!§off }}" },
        { "CIM0811", "{{ a.b.c.d.e.f.g.h.§i }}" },
        { "CIM0812", "{{ name | §string.upcase }}" },
        { "CIM0812", "{{ name | §upcase 1 }}" },
        { "CIM0813", "{{ rows | §hex }}" },
        { "CIM0813", "{{ rows | §array.size 2 }}" },
    };

    /// <summary>Errors of the values, which every engine reports alike.</summary>
    public static TheoryData<string, string> StrictErrors => new()
    {
        { "CIM0801", "x\n {{ §include 'missing.sbn' }}" },
        { "CIM0803", "{{ §include '../main.sbn' }}" },
        { "CIM0803", "{{ §include '/etc/hostname' }}" },
        { "CIM0814", "line\n\n  {{ §nme }}" },
        { "CIM0814", "{{ if is_signed }}\n{{ 1 + §nme }}{{ end }}" },
        { "CIM0814", "{{ for w in widths }}{{ end }}{{ §w }}" },
        { "CIM0814", "{{ §for.index }}" },
        { "CIM0814", "{{ §Name }}" },
        { "CIM0814", "{{ for p in §prts }}{{ end }}" },
        { "CIM0815", "{{ options.§dpth }}" },
        { "CIM0815", "{{ for p in ports }}\r\n\t{{ p.bits.§hgh }}{{ end }}" },
        { "CIM0816", "{{ if §rows }}{{ end }}" },
        { "CIM0816", "{{ if §comment }}{{ end }}" },
        { "CIM0816", "{{ is_signed && §name }}" },
        { "CIM0816", "{{ !§rows }}" },
        { "CIM0817", "é {{ §comment }}" },
        { "CIM0817", "{{ §options.none }}" },
    };

    /// <summary>Errors of the values, for which the Scriban package may be milder or report a place of its own.</summary>
    public static TheoryData<string, string> ValueErrors => new()
    {
        { "CIM0815", "{{ name.§length }}" },
        { "CIM0815", "{{ for w in widths }}{{ for.§length }}{{ end }}" },
        { "CIM0815", "{{ widths.§size }}" },
        { "CIM0816", "{{ §ports }}" },
        { "CIM0816", "{{ §fraction }}" },
        { "CIM0816", "{{ §day }}" },
        { "CIM0816", "{{ §wide }}" },
        { "CIM0816", "{{ §options.inner }}" },
        { "CIM0816", "{{ for c in §name }}{{ end }}" },
        { "CIM0816", "{{ for c in §options }}{{ end }}" },
        { "CIM0816", "{{ name §+ 1 }}" },
        { "CIM0816", "{{ rows §== 'x' }}" },
        { "CIM0816", "{{ off §< true }}" },
        { "CIM0816", "{{ §-name }}" },
        { "CIM0816", "{{ 256 | §hex 2 }}" },
        { "CIM0816", "{{ -1 | §hex 2 }}" },
        { "CIM0816", "{{ 1 | §hex 17 }}" },
        { "CIM0816", "{{ name | §hex 2 }}" },
        { "CIM0816", "{{ comment | §string.pad_left 2 }}" },
        { "CIM0816", "{{ name | §string.pad_left 2000 }}" },
        { "CIM0816", "{{ name | §array.size }}" },
        { "CIM0816", "{{ ports | §array.join ',' }}" },
        { "CIM0817", "{{ comment.§text }}" },
        { "CIM0818", "{{ §include 'main.sbn' }}" },
        { "CIM0819", "{{ big §+ 1 }}" },
        { "CIM0819", "{{ §-(-big - 1) }}" },
        { "CIM0819", "{{ big §* big }}" },
        { "CIM0820", "{{ for p in ports }}{{ p.name }}§        {{ end }}" },
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
    [MemberData(nameof(SyntaxErrors))]
    [MemberData(nameof(StrictErrors))]
    [MemberData(nameof(ValueErrors))]
    public void BuiltinReportsCodeAndPlace(string code, string marked)
    {
        var (location, diagnostic) = Run("builtin", marked);
        Assert.Equal((code, location), (diagnostic.Code, Place(diagnostic)));
        Assert.Contains("; ", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(StrictErrors))]
    public void EveryEngineReportsTheSameStrictErrors(string code, string marked)
    {
        using var workspace = new TemplateWorkspace();
        foreach (var engine in TemplateEngines.All(workspace.Folder))
        {
            var (location, diagnostic) = Run(engine.Name, marked);
            Assert.Equal((engine.Name, code, location), (engine.Name, diagnostic.Code, Place(diagnostic)));
        }
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

        foreach (var engine in TemplateEngines.All(new Loading.TemplateFolder(workspace.Root, limits: SmallLimits)))
        {
            var diagnostic = Assert.Single(engine.Render(TemplateWorkspace.Main, SampleModel.Create()).Diagnostics);
            Assert.Equal((code, new SourceLocation(file)), (diagnostic.Code, diagnostic.Location));
        }
    }

    [Fact]
    public void AnErrorInAnIncludeNamesTheIncludedFile()
    {
        foreach (var (_, result) in TemplateWorkspace.RenderAll(
            SampleModel.Create(), null, (TemplateWorkspace.Main, "{{ include 'a/part.sbn' }}"), ("a/part.sbn", "\n {{ nme }}")))
        {
            var diagnostic = Assert.Single(result.Diagnostics);
            Assert.EndsWith("part.sbn", diagnostic.Location.File, StringComparison.Ordinal);
            Assert.Equal(("CIM0814", 2, 5), (diagnostic.Code, diagnostic.Location.Line, diagnostic.Location.Column));
        }
    }

    [Fact]
    public void EveryCodeIsExercised()
    {
        var exercised = new[] { SyntaxErrors, StrictErrors, ValueErrors }
            .SelectMany(data => data.Select(row => (string)row[0]))
            .Concat(UnreadableFiles.Select(row => (string)row[0]));

        // Only builds with the Scriban package can report CIM0821; ScribanTests does.
        var expected = TemplateDiagnostics.All.Select(descriptor => descriptor.Code).Except(["CIM0821"]);
        Assert.Equal(expected.Order(), exercised.Distinct().Order());
    }

    [Fact]
    public void TheCatalogueHoldsEveryDescriptorOnce()
    {
        var fields = typeof(TemplateDiagnostics).GetFields().Select(field => (DiagnosticDescriptor)field.GetValue(null)!).ToArray();
        Assert.Equal(fields.Select(field => field.Code), TemplateDiagnostics.All.Select(descriptor => descriptor.Code));
        Assert.Equal(fields.Length, fields.Select(field => field.Code).Distinct().Count());
        Assert.All(fields, field => Assert.InRange(int.Parse(field.Code[3..], System.Globalization.CultureInfo.InvariantCulture), 801, 849));
    }

    private static string Place(Diagnostic diagnostic) => $"{diagnostic.Location.Line},{diagnostic.Location.Column}";

    private static (string Place, Diagnostic Diagnostic) Run(string engine, string marked)
    {
        var offset = marked.IndexOf(Mark, StringComparison.Ordinal);
        var before = marked[..offset];
        var line = before.Count(c => c == '\n') + 1;
        var column = offset - (before.LastIndexOf('\n') + 1) + 1;
        var template = marked.Remove(offset, 1);
        var result = TemplateWorkspace.RenderAll(SampleModel.Create(), SmallLimits, (TemplateWorkspace.Main, template))
            .First(run => run.Engine == engine).Result;
        Assert.False(result.Ok, $"{engine} rendered '{result.Value}'");
        return ($"{line},{column}", Assert.Single(result.Diagnostics));
    }
}
