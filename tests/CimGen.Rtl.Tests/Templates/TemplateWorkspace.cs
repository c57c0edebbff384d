using CimGen.Rtl.Templates;

namespace CimGen.Rtl.Tests.Templates;

/// <summary>A template folder for one test; gone afterwards.</summary>
internal sealed class TemplateWorkspace : IDisposable
{
    public const string Main = "main.sbn";

    private readonly string _path = Directory.CreateTempSubdirectory("cimgen-templates-").FullName;

    public TemplateWorkspace(params (string Name, string Text)[] templates)
    {
        Root = Path.Combine(_path, "templates");
        Overrides = Path.Combine(_path, "overrides");
        Directory.CreateDirectory(Root);
        foreach (var (name, text) in templates)
        {
            Write(Root, name, text);
        }
    }

    public string Root { get; }

    public string Overrides { get; }

    public TemplateEngine Engine => new(new TemplateFolder(Root));

    public void Write(string folder, string name, string text)
    {
        var file = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
