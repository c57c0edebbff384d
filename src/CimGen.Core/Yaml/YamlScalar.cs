using CimGen.Core.Diagnostics;

namespace CimGen.Core.Yaml;

/// <summary>A single value. Plain ones may be numbers; quoted ones are text.</summary>
public sealed class YamlScalar : YamlNode
{
    internal YamlScalar(SourceLocation location, DiagnosticBag diagnostics, string text, bool isPlain)
        : base(location, diagnostics)
    {
        Text = text;
        IsPlain = isPlain;
    }

    public string Text { get; }

    /// <summary>Written without quotes.</summary>
    public bool IsPlain { get; }

    /// <summary>Nothing behind the colon, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => IsPlain && Text is ("" or "~" or "null");

    /// <summary>The text as messages quote it.</summary>
    internal string Quotation => Yaml.Quotation.Of(Text);

    internal override string Describe() => IsNull ? "empty" : IsPlain ? $"'{Quotation}'" : $"the text '{Quotation}'";
}
