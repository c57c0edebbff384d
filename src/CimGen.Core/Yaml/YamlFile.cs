using System.Text;
using CimGen.Core.Diagnostics;

namespace CimGen.Core.Yaml;

/// <summary>Loads YAML files whose top level is a mapping. The files are untrusted.</summary>
public static class YamlFile
{
    /// <summary>Largest file, in bytes.</summary>
    public const int MaxBytes = 16 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The file's mapping; null after an error, which is in <paramref name="diagnostics"/>.</summary>
    /// <param name="path">As the user wrote it: diagnostics repeat it.</param>
    /// <param name="diagnostics">Takes the findings of the loading and of all accessors of the mapping.</param>
    public static YamlMap? Read(string path, DiagnosticBag diagnostics)
    {
        var location = new SourceLocation(path);
        try
        {
            using var stream = File.OpenRead(path);
            using var content = new MemoryStream();
            var buffer = new byte[64 << 10];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, read);
                if (content.Length > MaxBytes)
                {
                    diagnostics.Add(CoreDiagnostics.ReportFileTooLarge(location, "16 MiB"));
                    return null;
                }
            }

            return Parse(path, content.GetBuffer().AsSpan(0, (int)content.Length), diagnostics);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            diagnostics.Add(CoreDiagnostics.ReportFileMissing(location));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var reason = Directory.Exists(path) ? "this is a folder, not a file" : "the file cannot be read";
            diagnostics.Add(CoreDiagnostics.ReportFileUnreadable(location, reason));
        }

        return null;
    }

    /// <summary>The same for content in memory; <paramref name="file"/> is the name in diagnostics.</summary>
    public static YamlMap? Parse(string file, ReadOnlySpan<byte> content, DiagnosticBag diagnostics)
    {
        if (content.StartsWith(Encoding.UTF8.Preamble))
        {
            content = content[Encoding.UTF8.Preamble.Length..];
        }

        string text;
        try
        {
            text = StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            diagnostics.Add(CoreDiagnostics.ReportSyntax(new SourceLocation(file), "the file is not UTF-8 text"));
            return null;
        }

        return Parse(file, text, diagnostics);
    }

    /// <summary>The same for text.</summary>
    public static YamlMap? Parse(string file, string text, DiagnosticBag diagnostics)
    {
        // The parser would take a NUL for the end of the text and drop the rest without a word.
        var control = text.AsSpan().IndexOfAny(ControlCharacters);
        if (control >= 0)
        {
            var before = text.AsSpan(0, control);
            var at = new SourceLocation(file, before.Count('\n') + 1, control - before.LastIndexOf('\n'));
            diagnostics.Add(CoreDiagnostics.ReportSyntax(at, "a control character"));
            return null;
        }

        var root = new YamlTreeBuilder(file, text, diagnostics).Build();
        if (root is null or YamlMap)
        {
            return root as YamlMap;
        }

        diagnostics.Add(CoreDiagnostics.ReportWrongType(root.Location, "the file", "a mapping (key: value)", root.Describe()));
        return null;
    }

    private static readonly System.Buffers.SearchValues<char> ControlCharacters = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(c => (char)c).Where(c => c is not ('\t' or '\n' or '\r')), '\x7f']);
}
