using CimGen.Core.Diagnostics;

namespace CimGen.Templating;

/// <summary>Finds templates by relative name: first in the user's override folder, if there is one, then in CimGen's own.</summary>
public sealed class TemplateFolder(string folder, string? overrides = null)
{
    private readonly Dictionary<string, Result<TemplateText>> _cache = [];

    /// <summary>Names of all templates, in ordinal order.</summary>
    public IEnumerable<string> Names() =>
        Directory.EnumerateFiles(folder, "*.sbn", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(folder, p).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <param name="name">Relative name; an include without a folder means the folder of the including template.</param>
    public Result<TemplateText> Find(string name, SourceLocation location)
    {
        if (!_cache.TryGetValue(name, out var result))
        {
            result = Read(name, location);
            _cache.Add(name, result);
        }

        return result;
    }

    private Result<TemplateText> Read(string name, SourceLocation location)
    {
        if (name.Split('/').Contains("..", StringComparer.Ordinal) || Path.IsPathRooted(name))
        {
            return TemplateDiagnostics.NotFound(location, name);
        }

        var path = new[] { overrides, folder }
            .OfType<string>()
            .Select(f => Path.Combine(f, name))
            .FirstOrDefault(File.Exists);
        return path is null
            ? TemplateDiagnostics.NotFound(location, name)
            : Result.Success(new TemplateText(name, path, File.ReadAllText(path).ReplaceLineEndings("\n")));
    }
}

/// <param name="Path">Where it was found; diagnostics name it.</param>
public sealed record TemplateText(string Name, string Path, string Text);
