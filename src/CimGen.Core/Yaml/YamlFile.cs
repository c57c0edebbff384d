using CimGen.Core.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace CimGen.Core.Yaml;

/// <summary>Reads a YAML file whose top is a mapping; untrusted: sizes are bounded and anchors refused.</summary>
public static class YamlFile
{
    /// <summary>Largest file that is read.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>The top mapping, or null with an error in <paramref name="bag"/>. Findings name the file as <paramref name="path"/>.</summary>
    public static YamlMap? Read(string path, DiagnosticBag bag)
    {
        var text = ReadText(path, bag);
        return text is null ? null : Parse(path, text, bag);
    }

    /// <summary>The same from text that is already in memory.</summary>
    public static YamlMap? Parse(string path, string text, DiagnosticBag bag)
    {
        try
        {
            if (FindAnchor(text) is { } anchor)
            {
                bag.Add(CoreDiagnostics.Syntax(At(path, anchor), "anchors and aliases are not supported"));
                return null;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode root)
            {
                return new YamlMap(path, root, bag);
            }

            bag.Add(CoreDiagnostics.Empty(new SourceLocation(path, 1, 1)));
        }
        catch (YamlException exception)
        {
            bag.Add(CoreDiagnostics.Syntax(At(path, exception.Start), FirstLine(exception.Message)));
        }

        return null;
    }

    internal static SourceLocation At(string path, Mark mark) => new(path, (int)mark.Line, (int)mark.Column);

    private static string? ReadText(string path, DiagnosticBag bag)
    {
        var at = new SourceLocation(path);
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                bag.Add(CoreDiagnostics.NotReadable(at, "the file does not exist"));
                return null;
            }

            if (file.Length > MaxBytes)
            {
                bag.Add(CoreDiagnostics.TooLarge(at, file.Length));
                return null;
            }

            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            bag.Add(CoreDiagnostics.NotReadable(at, FirstLine(exception.Message)));
            return null;
        }
    }

    private static Mark? FindAnchor(string text)
    {
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext())
        {
            if (parser.Current is AnchorAlias || parser.Current is NodeEvent { Anchor.IsEmpty: false })
            {
                return parser.Current.Start;
            }
        }

        return null;
    }

    private static string FirstLine(string message)
    {
        var line = message.Split('\n')[0].Trim();
        return line.EndsWith('.') ? line[..^1] : line;
    }
}
