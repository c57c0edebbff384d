using CimGen.Rtl.Templates;

namespace CimGen.Rtl.Tests.Templates;

public class TemplateOverrideTests
{
    [Fact]
    public void AnOverrideReplacesOneTemplate()
    {
        using var workspace = new TemplateWorkspace(
            (TemplateWorkspace.Main, "main {{ include 'rtl/a.sbn' }} {{ include 'rtl/b.sbn' }}"), ("rtl/a.sbn", "a"), ("rtl/b.sbn", "b"));
        workspace.Write(workspace.Overrides, "rtl/b.sbn", "{{ include 'extra.sbn' }}");
        workspace.Write(workspace.Overrides, "extra.sbn", "mine");
        var folder = new TemplateFolder(workspace.Root, workspace.Overrides);
        Assert.Equal("main a mine", new TemplateEngine(folder).Render(TemplateWorkspace.Main, new { }).Value);
        Assert.Equal<string>(["extra.sbn", "main.sbn", "rtl/a.sbn", "rtl/b.sbn"], folder.Names());
    }

    [Fact]
    public void AnErrorNamesTheOverridingFile()
    {
        using var workspace = new TemplateWorkspace((TemplateWorkspace.Main, "fine"));
        workspace.Write(workspace.Overrides, TemplateWorkspace.Main, "{{ nme }}");
        var engine = new TemplateEngine(new TemplateFolder(workspace.Root, workspace.Overrides));
        var diagnostic = Assert.Single(engine.Render(TemplateWorkspace.Main, new { }).Diagnostics);
        Assert.Equal(Path.Combine(workspace.Overrides, TemplateWorkspace.Main), diagnostic.Location.File);
    }

    [Fact]
    public void ATemplateIsReadOnce()
    {
        using var workspace = new TemplateWorkspace((TemplateWorkspace.Main, "first"));
        var engine = workspace.Engine;
        engine.Render(TemplateWorkspace.Main, new { });
        workspace.Write(workspace.Root, TemplateWorkspace.Main, "second");
        Assert.Equal("first", engine.Render(TemplateWorkspace.Main, new { }).Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../main.sbn")]
    [InlineData("rtl/../main.sbn")]
    [InlineData("rtl//main.sbn")]
    [InlineData("./main.sbn")]
    [InlineData("/main.sbn")]
    [InlineData("rtl\\main.sbn")]
    [InlineData("C:main.sbn")]
    public void NamesStayInTheFolder(string name)
    {
        using var workspace = new TemplateWorkspace((TemplateWorkspace.Main, "text"));
        Assert.Equal("CIM0803", Assert.Single(new TemplateFolder(workspace.Root).Load(name).Diagnostics).Code);
    }
}
