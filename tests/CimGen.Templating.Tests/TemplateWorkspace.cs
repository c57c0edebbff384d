using CimGen.Core.Diagnostics;
using CimGen.Templating.Loading;

namespace CimGen.Templating.Tests;

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

    public TemplateFolder Folder => new(Root);

    public static IEnumerable<(string Engine, Result<string> Result)> RenderAll(
        object model, TemplateLimits? limits, params (string Name, string Text)[] templates)
    {
        using var workspace = new TemplateWorkspace(templates);
        foreach (var engine in TemplateEngines.All(workspace.Folder, limits))
        {
            yield return (engine.Name, engine.Render(Main, model));
        }
    }

    public void Write(string folder, string name, string text)
    {
        var file = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
