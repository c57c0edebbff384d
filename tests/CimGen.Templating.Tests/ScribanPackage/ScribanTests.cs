using CimGen.Templating.Builtin;
using CimGen.Templating.Models;
using CimGen.Templating.ScribanPackage;
using FsCheck;
using FsCheck.Fluent;
using Scriban.Runtime;

namespace CimGen.Templating.Tests.ScribanPackage;

/// <summary>Only in builds with <c>-p:UseScriban=true</c>: what can be said with the package alone, and the agreement of both engines.</summary>
public class ScribanTests
{
    private static readonly string[] Pieces =
    [
        "{{ name }}", "{{~ name ~}}", "{{- name -}}", "{{ name -}}", "{{~ name }}", "{{ # c ~}}", "{{- ## c ## }}",
        "{{ for w in widths }}", "{{~ for w in widths ~}}", "{{- for x in grid -}}", "{{ if is_signed ~}}", "{{~ if off -}}",
        "{{ else }}", "{{~ else ~}}", "{{- else if rows == 32 -}}", "{{ end }}", "{{~ end ~}}", "{{- end -}}", "{{ end ~}}",
        "{{ rows * 2 - 1 }}", "{{ include 'part.sbn' ~}}", "{{~ include 'part.sbn' }}", "{{ x }}",
        " ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", "a", "{", "}", " b ", "~", "-",
    ];

    private static readonly string[] Terms =
    [
        "1", "2", "rows", "small", "(", ")", " + ", " - ", " * ", "-", "!", " == ", " != ", " < ", " >= ", " && ", " || ", "is_signed",
        "off", "true", "name", "'x'", "null", "comment", " | hex 8", " | string.pad_left 9", " | array.size", "widths", "options.depth", " ",
    ];

    [Fact]
    public void WhitespaceControlIsScribans() => Agree(Gen.Elements(Pieces).ArrayOf().Select(string.Concat), 4_000);

    [Fact]
    public void ExpressionsAreScribans() =>
        Agree(Gen.Elements(Terms).ArrayOf().Select(terms => "{{ " + string.Concat(terms) + " }}"), 4_000);

    [Theory]
    [InlineData("{{ 1 + }}")]
    [InlineData("{{ if true }}")]
    [InlineData("{{ name | nothing }}")]
    [InlineData("{{ 1 / 'x' }}")]
    public void ItsOwnErrorsHaveAPlace(string template)
    {
        using var workspace = new TemplateWorkspace((TemplateWorkspace.Main, template));
        var diagnostic = Assert.Single(new ScribanTemplateEngine(workspace.Folder).Render(TemplateWorkspace.Main, SampleModel.Create()).Diagnostics);
        Assert.Contains(diagnostic.Code, new[] { "CIM0821", "CIM0814" });
        Assert.Equal(1, diagnostic.Location.Line);
    }

    [Fact]
    public void MemberNamesAreScribans() =>
        Prop.ForAll(Gen.Elements("abXYZ09_É".ToCharArray()).ArrayOf().Select(c => new string(c)).ToArbitrary(), name =>
                MemberNames.ToTemplate(name) == StandardMemberRenamer.Rename(name))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    // What the built-in engine renders, Scriban renders to the same bytes. What it refuses, Scriban may allow.
    private static void Agree(Gen<string> templates, int count)
    {
        var rendered = 0;
        Prop.ForAll(templates.ToArbitrary(), template =>
            {
                using var workspace = new TemplateWorkspace((TemplateWorkspace.Main, template), ("part.sbn", " p\n "));
                var builtin = new BuiltinTemplateEngine(workspace.Folder).Render(TemplateWorkspace.Main, SampleModel.Create());
                if (!builtin.Ok)
                {
                    return true;
                }

                rendered++;
                var scriban = new ScribanTemplateEngine(workspace.Folder).Render(TemplateWorkspace.Main, SampleModel.Create());
                return scriban.Value == builtin.Value
                    ? true
                    : throw new InvalidOperationException($"builtin '{builtin.Value}', scriban '{scriban.Value}' {string.Join(' ', scriban.Diagnostics)}");
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(count));
        Assert.InRange(rendered, count / 20, count);
    }
}
