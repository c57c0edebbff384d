using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using CimGen.Core.Yaml;

namespace CimGen.Machines.Specs.Fields;

/// <summary>One of a few integers, such as powers of two.</summary>
public sealed record IntegerChoiceField(
    string Section, string Key, string Unit, string Meaning, Func<Architecture, int> Get, ImmutableArray<int> Allowed, int? Fallback = null)
    : ArchitectureField(Section, Key, Unit, Meaning)
{
    public override string Type => "integer";

    public override string Range => string.Join(", ", Allowed);

    public override string? Default => Fallback?.ToString(CultureInfo.InvariantCulture);

    public int Read(YamlMap section) => section.IntegerOf(Key, Allowed, Fallback);

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["enum"] = new JsonArray([.. Allowed.Select(value => JsonValue.Create(value))]) };
        if (Fallback is { } value)
        {
            schema["default"] = value;
        }

        return schema;
    }

    public override string Show(Architecture architecture) => Get(architecture).ToString(CultureInfo.InvariantCulture);
}
