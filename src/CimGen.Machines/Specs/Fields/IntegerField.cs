using System.Globalization;
using System.Text.Json.Nodes;
using CimGen.Core.Yaml;

namespace CimGen.Machines.Specs.Fields;

/// <summary>An integer between two bounds, both included.</summary>
/// <param name="Step">The value is a multiple of it.</param>
public sealed record IntegerField(
    string Section, string Key, string Unit, string Meaning, Func<Architecture, int> Get, int Min, int Max, int? Fallback = null, int Step = 1)
    : ArchitectureField(Section, Key, Unit, Meaning)
{
    public override string Type => "integer";

    public override string Range => FormattableString.Invariant($"{Min} to {Max}") + (Step > 1 ? FormattableString.Invariant($", a multiple of {Step}") : "");

    public override string? Default => Fallback?.ToString(CultureInfo.InvariantCulture);

    public int Read(YamlMap section) => section.Integer(Key, Min, Max, Fallback);

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "integer", ["minimum"] = Min, ["maximum"] = Max };
        if (Step > 1)
        {
            schema["multipleOf"] = Step;
        }

        if (Fallback is { } value)
        {
            schema["default"] = value;
        }

        return schema;
    }

    public override string Show(Architecture architecture) => Get(architecture).ToString(CultureInfo.InvariantCulture);
}
