using System.Text.Json.Nodes;
using CimGen.Core.Yaml;

namespace CimGen.Architectures.Fields;

/// <summary>One of a few names.</summary>
public sealed record EnumField<T>(
    string Section, string Key, string Meaning, Func<Architecture, T> Get, T Fallback)
    : ArchitectureField(Section, Key, "", Meaning)
    where T : struct, Enum
{
    public override string Type => "name";

    public override string Range => string.Join(", ", EnumNames.All<T>().Select(name => $"`{name}`"));

    public override string? Default => EnumNames.Of(Fallback);

    public T Read(YamlMap section) => section.Enum<T>(Key, Fallback);

    public override JsonObject Schema() => new()
    {
        ["enum"] = new JsonArray([.. EnumNames.All<T>().Select(name => JsonValue.Create(name))]),
        ["default"] = Default,
    };

    public override string Show(Architecture architecture) => EnumNames.Of(Get(architecture));
}
