using System.Text.RegularExpressions;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Rtl.Templates;

namespace CimGen.Rtl.Tests;

/// <summary>All templates of the repository, in all variants of the machine.</summary>
public sealed class TemplateTests
{
    private const string Mark = "// replaced by a test: ";

    public static TheoryData<string> Templates => [.. Generated.Templates().Names()];

    /// <summary>The variants that use a template, by its name: each template is replaced by itself with a mark.</summary>
    private static readonly Lazy<ILookup<string, Architecture>> Users = new(() =>
    {
        using var mine = new TemporaryFolder();
        foreach (var template in Generated.Templates().Names())
        {
            mine.Write(template, $"{Mark}{template}\n{File.ReadAllText(Repository.File("templates/" + template))}");
        }

        var engine = new TemplateEngine(Generated.Templates(mine.Root));
        return (from architecture in TestMachines.Variants
                from template in Replaced(architecture, engine)
                select (template, architecture)).ToLookup(u => u.template, u => u.architecture);
    });

    /// <summary>A template that no variant uses would never be tested: its mark would not appear.</summary>
    [Theory]
    [MemberData(nameof(Templates))]
    public void EveryTemplateIsUsedAndCanBeReplaced(string template) =>
        Assert.True(Users.Value.Contains(template), $"{template} is in no generated file");

    [Theory]
    [MemberData(nameof(Templates))]
    public void AnErrorInATemplateNamesFileLineAndColumn(string template)
    {
        using var mine = new TemporaryFolder();
        var file = mine.Write(template, "first line\n  {{ tool.versoin }}\n");
        var result = Generated.Run(Users.Value[template].First(), new TemplateEngine(Generated.Templates(mine.Root)));
        Assert.False(result.Ok);
        Assert.All(result.Diagnostics, d => Assert.Equal((file, 2, "CIM0815"), (d.Location.File, d.Location.Line, d.Code)));
        Assert.All(result.Diagnostics, d => Assert.InRange(d.Location.Column, 3, 11));
    }

    [Fact]
    public void TheFileListNamesEveryModuleOnce()
    {
        foreach (var architecture in TestMachines.Variants)
        {
            var files = Generated.Files(architecture);
            var listed = files["filelist.f"].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Distinct(listed);
            Assert.Equal(files.Keys.Where(f => f.StartsWith("rtl/", StringComparison.Ordinal)).Order(), listed.Order());
        }
    }

    [Fact]
    public void AChangeOfOneNumberChangesFewLines()
    {
        var machine = TestMachines.Small with { Sync = TestMachines.Small.Sync with { Transport = SyncTransport.Dedicated } };
        var before = Generated.Files(machine);
        var after = Generated.Files(machine with { Compute = machine.Crossbar with { MvmCycles = machine.Crossbar.MvmCycles + 1 } });
        Assert.Equal(before.Keys, after.Keys);
        var lines = before.SelectMany(f => Changed(f.Key, f.Value, after[f.Key])).ToList();
        Assert.DoesNotContain(lines, l => l.Old == l.New);

        // The spec hash stands in every header, in one register, in the header for firmware and in the name of an IP; one parameter has the number itself.
        var others = lines.Where(l => !l.Old.Contains("spec hash", StringComparison.Ordinal)).ToList();
        Assert.Equal(["package_ip.tcl", "rtl/cim_axi_host.v", "rtl/cim_crossbar.v", "sw/cim_regs.h"], others.Select(l => l.File).Order(StringComparer.Ordinal));
        Assert.Equal("  parameter MVM_CYCLES   = 8", others.Single(l => l.File == "rtl/cim_crossbar.v").New);
        Assert.Contains("REG_DESIGN", others.Single(l => l.File == "rtl/cim_axi_host.v").New, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatTheHardwareDoesNotDependOnChangesNothing()
    {
        var other = TestMachines.Small with { ClockMegahertz = 7, Sync = TestMachines.Small.Sync with { Scheme = SyncScheme.Linear } };
        Assert.Equal(Generated.Files(TestMachines.Small), Generated.Files(other));
    }

    private static IEnumerable<(string File, string Old, string New)> Changed(string file, string before, string after)
    {
        var (old, text) = (before.Split('\n'), after.Split('\n'));
        Assert.Equal(old.Length, text.Length);
        return old.Zip(text).Where(l => l.First != l.Second).Select(l => (file, l.First, l.Second));
    }

    /// <summary>The templates whose marks are in the files of a variant, which are the same but for the marks.</summary>
    private static HashSet<string> Replaced(Architecture architecture, TemplateEngine marked)
    {
        var found = new HashSet<string>();
        var plain = Generated.Files(architecture);
        foreach (var (path, text) in Generated.Files(architecture, marked))
        {
            Assert.Equal(plain[path], Regex.Replace(text, $"{Mark}(.*)\n", m =>
            {
                found.Add(m.Groups[1].Value);
                return "";
            }));
        }

        return found;
    }
}
