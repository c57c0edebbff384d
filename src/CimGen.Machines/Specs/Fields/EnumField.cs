using System.Text.Json.Nodes;
using CimGen.Core.Yaml;

namespace CimGen.Machines.Specs.Fields;

/// <summary>One of a few names.</summary>
/// <param name="Set">The architecture with another value, for a field that designs may override; null for one that they may not.</param>
public sealed record EnumField<T>(
    string Section, string Key, string Meaning, Func<Architecture, T> Get, T Fallback, Func<Architecture, T, Architecture>? Set = null)
    : ArchitectureField(Section, Key, "", Meaning), IOverridableField
    where T : struct, Enum
{
    public override string Type => "name";

    public override string Range => string.Join(", ", Names.Select(name => $"`{name}`"));

    public override string? Default => EnumNames.Of(Fallback);

    /// <inheritdoc/>
    public bool IsOverridable => Set is not null;

    /// <inheritdoc/>
    public IEnumerable<string> Names => EnumNames.All<T>();

    public T Read(YamlMap section) => section.Enum<T>(Key, Fallback);

    public override JsonObject Schema() => new()
    {
        ["enum"] = new JsonArray([.. Names.Select(name => JsonValue.Create(name))]),
        ["default"] = Default,
    };

    public override string Show(Architecture architecture) => EnumNames.Of(Get(architecture));

    /// <inheritdoc/>
    Func<Architecture, Architecture>? IOverridableField.Read(YamlMap overrides) => Change(overrides.OptionalEnum<T>(Key));

    /// <inheritdoc/>
    public Func<Architecture, Architecture>? Parse(string name) => Change(EnumNames.Parse<T>(name));

    private Func<Architecture, Architecture>? Change(T? value) => value is { } v && Set is { } set ? a => set(a, v) : null;
}
