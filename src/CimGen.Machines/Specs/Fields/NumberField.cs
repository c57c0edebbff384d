using System.Globalization;
using System.Text.Json.Nodes;
using CimGen.Core.Yaml;

namespace CimGen.Machines.Specs.Fields;

/// <summary>A number between two bounds, both included.</summary>
public sealed record NumberField(
    string Section, string Key, string Unit, string Meaning, Func<Architecture, double> Get, double Min, double Max, double? Fallback = null)
    : ArchitectureField(Section, Key, Unit, Meaning)
{
    public override string Type => "number";

    public override string Range => FormattableString.Invariant($"{Min} to {Max}");

    public override string? Default => Fallback?.ToString(CultureInfo.InvariantCulture);

    public double Read(YamlMap section) => section.Number(Key, Min, Max, Fallback);

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "number", ["minimum"] = Min, ["maximum"] = Max };
        if (Fallback is { } value)
        {
            schema["default"] = value;
        }

        return schema;
    }

    public override string Show(Architecture architecture) => Get(architecture).ToString("R", CultureInfo.InvariantCulture);
}
