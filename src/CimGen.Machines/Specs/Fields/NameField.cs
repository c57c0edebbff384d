using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CimGen.Core.Yaml;

namespace CimGen.Machines.Specs.Fields;

/// <summary>A name that may appear in file names and generated text.</summary>
public sealed partial record NameField(string Section, string Key, string Meaning, Func<Architecture, string> Get)
    : ArchitectureField(Section, Key, "", Meaning)
{
    private const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    public override string Type => "text";

    public override string Range => "1 to 64 letters, digits, `-`, `_`, `.`; the first a letter or digit";

    public override string? Default => null;

    public static bool IsUsable(string name) => PatternExpression().IsMatch(name);

    public string Read(YamlMap section) => section.Text(Key);

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = Pattern + "$" };

    /// <summary>Quoted: a name may look like a number.</summary>
    public override string Show(Architecture architecture) => $"\"{Get(architecture)}\"";

    // \z: in .NET '$' would also accept a line break at the end.
    [GeneratedRegex(Pattern + @"\z")]
    private static partial Regex PatternExpression();
}
