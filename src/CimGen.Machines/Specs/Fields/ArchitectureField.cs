using System.Text.Json.Nodes;
using CimGen.Core.Yaml;

namespace CimGen.Machines.Specs.Fields;

/// <summary>One field of the architecture spec: all that reader, JSON schema, documentation and dump need to know about it.</summary>
/// <param name="Section">The mapping that holds the field; empty for the top level.</param>
/// <param name="Unit">Empty for plain counts and names.</param>
public abstract record ArchitectureField(string Section, string Key, string Unit, string Meaning)
{
    /// <summary>The name from the top level: <c>crossbar.rows</c>.</summary>
    public string Path => Section.Length == 0 ? Key : $"{Section}.{Key}";

    /// <summary>For people: "integer", "one of".</summary>
    public abstract string Type { get; }

    /// <summary>For people: the values that are allowed.</summary>
    public abstract string Range { get; }

    /// <summary>As a spec file spells it; null for a required field.</summary>
    public abstract string? Default { get; }

    /// <summary>The field's JSON schema, without description.</summary>
    public abstract JsonObject Schema();

    /// <summary>The value as a spec file spells it.</summary>
    public abstract string Show(Architecture architecture);
}

/// <summary>A field that a design file and the command line may change, under its key.</summary>
public interface IOverridableField
{
    /// <summary>The key in the design file's <c>overrides</c>; with hyphens the option of the command line.</summary>
    string Key { get; }

    /// <summary>The name from the top level.</summary>
    string Path { get; }

    /// <summary>False for a field that only a spec sets.</summary>
    bool IsOverridable { get; }

    /// <summary>The spellings of its values.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>What a design file's <c>overrides</c> change; null when they do not name the field.</summary>
    Func<Architecture, Architecture>? Read(YamlMap overrides);

    /// <summary>What a value of the command line changes; null when it is none of <see cref="Names"/>.</summary>
    Func<Architecture, Architecture>? Parse(string name);
}
