using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CimGen.Core.Yaml;

/// <summary>
/// Builds nodes from the parser's events. Aliases are refused, not expanded, so that a small file cannot become a huge tree;
/// depth and number of nodes are limited for the same reason.
/// </summary>
internal sealed class YamlTreeBuilder(string file, string text, DiagnosticBag diagnostics)
{
    private const int MaxDepth = 64;
    private const int MaxNodes = 1_000_000;

    private readonly Parser _parser = new(new StringReader(text));
    private int _nodes;

    /// <summary>The tree, or null after an error.</summary>
    public YamlNode? Build()
    {
        try
        {
            _parser.Consume<StreamStart>();
            if (!_parser.TryConsume<DocumentStart>(out _))
            {
                throw new Refusal(CoreDiagnostics.ReportFileEmpty(new SourceLocation(file)));
            }

            var root = Node(0, "the file");
            _parser.Consume<DocumentEnd>();
            if (_parser.Accept<DocumentStart>(out var second))
            {
                throw Unsupported(second.Start, "a second document is", "use one file per document");
            }

            if (root is YamlScalar { IsNull: true })
            {
                throw new Refusal(CoreDiagnostics.ReportFileEmpty(new SourceLocation(file)));
            }

            return root;
        }
        catch (Refusal refusal)
        {
            diagnostics.Add(refusal.Diagnostic);
        }
        catch (YamlException e)
        {
            diagnostics.Add(CoreDiagnostics.ReportSyntax(At(e.Start), Reason(e)));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The parser's own ways to fail on broken flow sequences and empty tags (found by the tests' random texts).
            var at = _parser.Current is { } last ? At(last.End) : new SourceLocation(file, 1, 1);
            diagnostics.Add(CoreDiagnostics.ReportSyntax(at, "the text breaks off or is garbled behind this place"));
        }

        return null;
    }

    private YamlNode Node(int depth, string subject)
    {
        if (++_nodes > MaxNodes)
        {
            throw new Refusal(CoreDiagnostics.ReportFileTooLarge(At(_parser.Current!.Start), "a million values"));
        }

        if (depth > MaxDepth)
        {
            throw Unsupported(_parser.Current!.Start, $"more than {MaxDepth} levels of nesting are", "flatten the file");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            throw Unsupported(alias.Start, "an alias (*name) is", "write the value out");
        }

        if (_parser.Accept<NodeEvent>(out var node) && !node.Tag.IsEmpty)
        {
            throw Unsupported(node.Start, "a tag (!name) is", "remove it");
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new YamlScalar(At(scalar.Start), diagnostics, scalar.Value, scalar.Style == ScalarStyle.Plain);
        }

        return _parser.TryConsume<SequenceStart>(out var sequence) ? Sequence(sequence, depth, subject) : Map(depth);
    }

    private YamlSequence Sequence(SequenceStart start, int depth, string subject)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(depth + 1, subject));
        }

        return new YamlSequence(At(start.Start), diagnostics, subject, items.ToImmutable());
    }

    private YamlMap Map(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        var entries = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1, "a key") as YamlScalar;
            if (key is null || key.IsNull)
            {
                throw new Refusal(CoreDiagnostics.ReportUnsupportedYaml(
                    key?.Location ?? At(start.Start), "a key that is no plain word is", "write keys as 'name: value'"));
            }

            var entry = new YamlEntry(key.Location, Node(depth + 1, $"'{key.Quotation}'"));
            if (!entries.TryAdd(key.Text, entry))
            {
                throw new Refusal(CoreDiagnostics.ReportDuplicateKey(key.Location, key.Quotation, entries[key.Text].KeyLocation.Line));
            }
        }

        return new YamlMap(At(start.Start), diagnostics, entries);
    }

    private Refusal Unsupported(in Mark mark, string feature, string advice) =>
        new(CoreDiagnostics.ReportUnsupportedYaml(At(mark), feature, advice));

    private SourceLocation At(in Mark mark) => new(file, (int)mark.Line, (int)mark.Column);

    private static string Reason(YamlException e)
    {
        var message = e.Message.TrimEnd('.').ReplaceLineEndings(" ");
        return message.Length > 0 ? char.ToLowerInvariant(message[0]) + message[1..] : "unknown error";
    }

    /// <summary>Ends the building from any depth; never leaves this class.</summary>
    private sealed class Refusal(Diagnostic diagnostic) : Exception
    {
        public Diagnostic Diagnostic { get; } = diagnostic;
    }
}
