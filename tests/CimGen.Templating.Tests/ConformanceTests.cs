using CimGen.Templating.Models;

namespace CimGen.Templating.Tests;

/// <summary>Every case on every engine of this build; with <c>-p:UseScriban=true</c> also on the Scriban package.</summary>
public class ConformanceTests
{
    public static TheoryData<string, string> Cases => new()
    {
        // text
        { "", "" },
        { "module m;\n", "module m;\n" },
        { "{ {8{x}}, y } }} { % {", "{ {8{x}}, y } }} { % {" },
        { "  \n\t\r\n  ", "  \n\t\r\n  " },
        { "é €\n", "é €\n" },

        // values and names
        { "a {{ name }} b", "a core b" },
        { "{{name}}{{rows}}{{small}}{{letter}}{{is_signed}}{{off}}{{empty2}}", "core327qtruefalse" },
        { "{{ big }}", "9223372036854775807" },
        { "{{ twice_rows }} {{ axiport }} {{ uint8_name }}", "64 axi u8" },
        { "{{ options.depth }} {{ options.inner.name }} {{ sizes.rows }}", "16 p 3" },
        { "{{ options . depth }}", "16" },
        { "{{ 'a' }}{{ \"b\" }}{{ 'it\\'s' }}{{ \"q\\\"\\\\\\n\\t\\r\" }}", "abit'sq\"\\\n\t\r" },
        { "{{ '{{' }}{{ '}}' }}{{ '-}}' }}", "{{}}-}}" },
        { "{{ 0 }}{{ 007 }}{{ 4294967296 }}{{ true }}{{ false }}", "074294967296truefalse" },
        { "{{\n name\n}}|{{\r\n name }}", "core|core" },
        { "{{}}{{ }}{{-}}{{~~}}.", "." },

        // arithmetic, comparison, logic
        { "{{ rows + 1 }} {{ rows - 1 }} {{rows-1}} {{ rows * 2 }} {{ -rows }} {{ - 3 }}", "33 31 31 64 -32 -3" },
        { "{{ 1 + 2 * 3 }} {{ (1 + 2) * 3 }} {{ 10 - 3 - 2 }} {{ 10 - (3 - 2) }} {{ 2 * 3 + 1 }}", "7 9 5 9 7" },
        { "{{ -rows * 2 + 1 }} {{ 3 * -2 }} {{ - -3 }} {{ 2147483647 + 1 }} {{ 65536 * 65536 * 2 }}", "-63 -6 3 2147483648 8589934592" },
        { "{{ big - 1 + 1 }}", "9223372036854775807" },
        { "{{ rows == 32 }} {{ rows != 32 }} {{ rows < 33 }} {{ rows <= 32 }} {{ rows > 32 }} {{ rows >= 33 }}", "true false true true false false" },
        { "{{ name == 'core' }} {{ name != 'core' }} {{ name == 'Core' }} {{ is_signed == true }} {{ off != false }}", "true false false true false" },
        { "{{ comment == null }} {{ comment != null }} {{ name == null }} {{ null == null }} {{ ports != null }}", "true false false true true" },
        { "{{ true && false || true }} {{ true || false && false }} {{ !off }} {{ !(is_signed && off) }} {{ !off && off }}", "true true true true false" },
        { "{{ 1 + 1 == 2 && 2 < 3 }} {{ 1 < 2 == true }} {{ rows - 1 > rows - 2 }}", "true true true" },
        { "{{ off && comment.x }}{{ is_signed || comment.x }}", "falsetrue" },

        // functions
        { "[{{ name | string.pad_left 6 }}][{{ name | string.pad_right 6 }}][{{ name | string.pad_left 2 }}]", "[  core][core  ][core]" },
        { "[{{ rows | string.pad_left small }}][{{ rows + 1 | string.pad_right 4 }}][{{ is_signed | string.pad_left (2 * 3) }}]", "[     32][33  ][  true]" },
        { "{{ ports | array.size }} {{ nothing | array.size }} {{ (ports | array.size) - 1 }} {{ grid | array.size }}", "3 0 2 3" },
        { "{{ widths | array.join ', ' }}|{{ nothing | array.join ',' }}|{{ widths | array.join name }}", "1, 8, 32||1core8core32" },
        { "{{ 255 | hex 4 }} {{ rows | hex 2 }} {{ 0 | hex 1 }} {{ big | hex 16 }} {{ rows - 1 | hex small }}", "00ff 20 0 7fffffffffffffff 000001f" },
        { "{{ 255 | hex 4 | string.pad_left 8 }}|{{ widths | array.join '-' | string.pad_right 9 | string.pad_left 11 }}|", "    00ff|  1-8-32   |" },
        { "{{ ports | array.size | hex 2 }} {{ options.depth | hex options.inner.width }}", "03 10" },

        // if
        { "{{ if is_signed }}a{{ end }}{{ if off }}b{{ end }}", "a" },
        { "{{ if off }}a{{ else }}b{{ end }}", "b" },
        { "{{ if rows == 16 }}a{{ else if rows == 32 }}b{{ else if true }}c{{ else }}d{{ end }}", "b" },
        { "{{ if off }}a{{ else if off }}b{{ end }}c", "c" },
        { "{{ if off }}{{ unknown }}{{ else }}x{{ if is_signed }}y{{ if off }}z{{ end }}{{ end }}{{ end }}", "xy" },
        { "{{ if (ports | array.size) > 2 }}many{{ end }}{{ if comment != null }}{{ comment }}{{ end }}", "many" },
        { "{{\nif is_signed\n}}a{{\nelse\n}}b{{\nend\n}}", "a" },
        { "{{if(is_signed)}}a{{end}}", "a" },

        // for
        { "{{ for w in widths }}<{{ w }}>{{ end }}", "<1><8><32>" },
        { "{{ for w in nothing }}<{{ w }}>{{ end }}.", "." },
        { "{{ for p in ports }}{{ for.index }}:{{ p.name }}[{{ p.bits.high }}]{{ if !for.last }}, {{ end }}{{ end }}", "0:clk_i[0], 1:data_i[7], 2:q_o[31]" },
        { "{{ for p in ports }}{{ if for.first }}({{ else }},{{ end }}{{ p.width }}{{ if for.last }}){{ end }}{{ end }}", "(1,8,32)" },
        { "{{ for r in grid }}{{ for.index }}{{ for c in r }}.{{ for.index }}{{ for.last }}={{ c }}{{ end }};{{ for.index }}{{ for.last }}\n{{ end }}", "0.0false=1.1true=2;0false\n1.0false=3.1true=4;1false\n2;2true\n" },
        { "{{ for x in widths }}{{ x }}{{ end }}{{ x }}", "1832global" },
        { "{{ for x in widths }}{{ for x in widths }}{{ x }}{{ end }}/{{ x }} {{ end }}", "1832/1 1832/8 1832/32 " },
        { "{{ for r in grid }}{{ r | array.size }}{{ end }}", "220" },
        { "{{ for w in widths }}{{ for.index * 2 + 1 }} {{ end }}", "1 3 5 " },

        // include
        { "<{{ include 'part.sbn' }}>", "<[core]>" },
        { "{{ for w in widths }}{{ include 'loop.sbn' }}{{ end }}", "0/3:1 1/3:8 2/3:32 " },
        { "{{ include 'deep/outer.sbn' }}", "outer([core])" },
        { "  {{ include 'lines.sbn' }}\n", "  one\n  two\n\n" },
        { "a\n  {{~ include 'lines.sbn' ~}}  \nb", "a\none\n  two\nb" },
        { "{{ for x in widths }}{{ include \"x.sbn\" }}{{ end }}{{ include 'x.sbn' }}", "1832global" },

        // comments
        { "a{{# nothing #}}b{{ # n }}c{{## a\nb ##}}d{{ name # trailing }}", "abcdcore" },
        { "a {{~ # eats ~}} b\nc {{- ## all\n ## -}} \n d", "a" + "b\ncd" },
        { "{{ # first line\n name }}{{ name ## inner ## }}", "corecore" },

        // whitespace control
        { "a \n {{- name -}} \n b", "acoreb" },
        { "a \n {{~ name ~}} \n b", "a \ncore b" },
        { "a  {{~ name ~}}  b", "acoreb" },
        { "a\n{{~ name ~}}\nb", "a\ncoreb" },
        { "a\n\n  {{~ name ~}}\n\n  b", "a\n\ncore\n  b" },
        { "a\r\n  {{~ name ~}}  \r\n  b", "a\r\ncore  b" },
        { "a\r  {{~ name ~}}  \r  b\n", "a\rcoreb\n" },
        { "a\r\n\r\n{{- name -}}\r\n\r\nb", "acoreb" },
        { "  {{- name -}}  ", "core" },
        { "  {{~ name ~}}  ", "core" },
        { "\n\n{{~ name ~}}\n\n", "\n\ncore\n" },
        { "{{ name ~}}", "core" },
        { "{{ name -}}{{- name }}", "corecore" },
        { "{{ name ~}} {{~ name }}", "corecore" },
        { "{{ name ~}} \n {{~ name }}", "corecore" },
        { "{{ name }} \n {{~ name }}", "core \ncore" },
        { "{{ name -}} \n x \n {{- name }}", "corexcore" },
        { "{{~ for w in widths ~}}\n  w{{ w }}\n{{~ end ~}}\nend\n", "  w1\n  w8\n  w32\nend\n" },
        { "head\n{{~ for w in widths ~}}\n  {{~ if w == 8 ~}}\n  eight\n  {{~ else ~}}\n  w{{ w }}\n  {{~ end ~}}\n{{~ end ~}}\ntail\n", "head\n  w1\n  eight\n  w32\ntail\n" },
        { "(\n{{~ for p in ports ~}}\n  input [{{ p.width - 1 }}:0] {{ p.name }}{{ if !for.last }},{{ end }}\n{{~ end ~}}\n);\n", "(\n  input [0:0] clk_i,\n  input [7:0] data_i,\n  input [31:0] q_o\n);\n" },
        { "a {{-1-}} b {{~2~}} c {{--3}}", "a1b2c-3" },
        { "x{{-\n# c\n-}}\n\ny", "xy" },
        { "\u00a0{{- name }}\u2003{{~ name }}", "corecore" },
        { "a\v\f{{~ name ~}}\v\f\nb", "acoreb" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Renders(string template, string expected)
    {
        var results = TemplateWorkspace.RenderAll(
            SampleModel.Create(),
            null,
            (TemplateWorkspace.Main, template),
            ("part.sbn", "[{{ name }}]"),
            ("loop.sbn", "{{ for.index }}/{{ widths | array.size }}:{{ w }} "),
            ("deep/outer.sbn", "outer({{ include 'part.sbn' }})"),
            ("lines.sbn", "one\n  two\n"),
            ("x.sbn", "{{ x }}"));
        foreach (var (engine, result) in results)
        {
            Assert.True(expected == result.Value, $"{engine}: expected '{expected}' but got '{result.Value}' {string.Join(' ', result.Diagnostics)}");
        }
    }

    [Fact]
    public void RendersADictionaryAsModel()
    {
        var model = new Dictionary<string, object?> { ["name"] = "d", ["NotRenamed"] = 1, ["string"] = "hides nothing" };
        foreach (var (_, result) in TemplateWorkspace.RenderAll(model, null, (TemplateWorkspace.Main, "{{ name | string.pad_left 2 }}{{ NotRenamed }}")))
        {
            Assert.Equal(" d1", result.Value);
        }
    }

    [Theory]
    [InlineData("MvmCycles", "mvm_cycles")]
    [InlineData("name", "name")]
    [InlineData("X", "x")]
    [InlineData("AXIPort", "axiport")]
    [InlineData("Uint8Name", "uint8_name")]
    [InlineData("A1B2", "a1_b2")]
    public void NamesMembersAsScribanDoes(string member, string expected) => Assert.Equal(expected, MemberNames.ToTemplate(member));
}
