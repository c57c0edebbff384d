using CimGen.Core.Diagnostics;

namespace CimGen.Core.Yaml;

/// <summary>A value of a YAML file and the place where it starts.</summary>
public abstract class YamlNode
{
    private protected YamlNode(SourceLocation location, DiagnosticBag diagnostics)
    {
        Location = location;
        Diagnostics = diagnostics;
    }

    public SourceLocation Location { get; }

    private protected DiagnosticBag Diagnostics { get; }

    /// <summary>The node for a message: "a mapping", "the text 'x'".</summary>
    internal abstract string Describe();

    /// <summary>Reports what nobody asked for in the nodes below that were read.</summary>
    internal virtual void ReportUnreadKeys()
    {
    }
}
