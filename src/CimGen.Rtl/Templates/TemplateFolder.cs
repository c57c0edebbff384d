using System.Collections.Immutable;
using System.Text;
using CimGen.Core.Diagnostics;
using CimGen.Core.Files;

namespace CimGen.Rtl.Templates;

/// <summary>
/// A folder of templates and, optionally, a second one whose files replace single templates of the first by relative name.
/// </summary>
public sealed class TemplateFolder(string root, string? overrides = null, TemplateLimits? limits = null)
{
    /// <summary>The ending of every template file.</summary>
    public const string Extension = ".sbn";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly TemplateLimits _limits = limits ?? TemplateLimits.Default;

    /// <summary>The names of all templates, of both folders, in ordinal order.</summary>
    public ImmutableArray<string> Names() =>
    [
        .. Folders()
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Extension, SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a template. The override folder is asked first.</summary>
    /// <param name="name">Relative path with forward slashes and the full file name.</param>
    /// <param name="requester">The include that asks for it; null when the program does.</param>
    /// <returns>The source, or CIM0801, CIM0802 or CIM0803.</returns>
    public Result<TemplateSource> Load(string name, SourceLocation? requester = null)
    {
        if (!IsName(name))
        {
            return TemplateDiagnostics.BadName(requester ?? SourceLocation.None, name);
        }

        foreach (var folder in Folders())
        {
            var file = Path.Combine(folder, name);
            if (File.Exists(file))
            {
                return Read(name, file);
            }
        }

        var searched = string.Join(" or ", Folders().Select(folder => $"'{folder}'"));
        return TemplateDiagnostics.NotFound(requester ?? new SourceLocation(Path.Combine(root, name)), name, searched);
    }

    private IEnumerable<string> Folders() => overrides is null ? [root] : [overrides, root];

    private static bool IsName(string name) =>
        name.Length is > 0 and < 256
        && !name.AsSpan().ContainsAny(['\\', ':', '\0'])
        && name.Split('/').All(part => part.Length > 0 && part is not ("." or ".."));

    private Result<TemplateSource> Read(string name, string file)
    {
        var location = new SourceLocation(file);
        try
        {
            var length = new FileInfo(RealPath.Of(file) ?? file).Length;
            if (length > _limits.TemplateBytes)
            {
                return TemplateDiagnostics.Unreadable(location, $"it has {length} bytes and {_limits.TemplateBytes} is the limit");
            }

            var text = File.ReadAllText(file, StrictUtf8);
            return text.Contains('\0', StringComparison.Ordinal)
                ? TemplateDiagnostics.Unreadable(location, "it holds a NUL character")
                : Result.Success(new TemplateSource(name, file, text));
        }
        catch (DecoderFallbackException)
        {
            return TemplateDiagnostics.Unreadable(location, "it is not UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return TemplateDiagnostics.Unreadable(location, e.Message.TrimEnd('.'));
        }
    }
}
