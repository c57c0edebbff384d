using YamlDotNet.RepresentationModel;

namespace CimGen.Tests.Shared;

/// <summary>What a <c>cim.core</c> says, read as FuseSoC reads it.</summary>
internal sealed class CoreDescription
{
    private const string Preamble = "CAPI=2:\n";

    public CoreDescription(string text)
    {
        Assert.StartsWith(Preamble, text, StringComparison.Ordinal);
        var stream = new YamlStream();
        stream.Load(new StringReader(text[Preamble.Length..]));
        Root = Map(stream.Documents.Single().RootNode);
    }

    public IReadOnlyDictionary<string, YamlNode> Root { get; }

    public IEnumerable<string> Targets => Map(Root["targets"]).Keys;

    public static IReadOnlyDictionary<string, YamlNode> Map(YamlNode node) =>
        ((YamlMappingNode)node).Children.ToDictionary(c => ((YamlScalarNode)c.Key).Value!, c => c.Value);

    public static string[] Texts(YamlNode node) => [.. ((YamlSequenceNode)node).Select(n => ((YamlScalarNode)n).Value!)];

    public static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    public IReadOnlyDictionary<string, YamlNode> Target(string name) => Map(Map(Root["targets"])[name]);

    /// <summary>A target's files in order: path, type, and where it is copied to, if anywhere.</summary>
    public IEnumerable<(string Path, string Type, string? CopyTo)> Files(string target) =>
        Texts(Target(target)["filesets"]).SelectMany(f => FilesOf(Map(Map(Root["filesets"])[f])));

    /// <summary>Arguments of iverilog for a target, in the folder of the core. Edalize defines what has a default, even if that is false.</summary>
    public IEnumerable<string> Icarus(string target)
    {
        var defines = Target(target).TryGetValue("parameters", out var parameters) ? Texts(parameters).Where(p => Map(Map(Root["parameters"])[p]).ContainsKey("default")).Select(p => $"-D{p}=1") : [];
        return ["-g2005", .. defines, "-s", Text(Target(target)["toplevel"]), .. Files(target).Where(f => f.Type == "verilogSource-2005").Select(f => f.Path)];
    }

    private static IEnumerable<(string Path, string Type, string? CopyTo)> FilesOf(IReadOnlyDictionary<string, YamlNode> fileset) =>
        ((YamlSequenceNode)fileset["files"]).Select(file => file is YamlScalarNode plain
            ? (plain.Value!, Text(fileset["file_type"]), null)
            : (Map(file).Single().Key, Text(Map(Map(file).Single().Value)["file_type"]), Map(Map(file).Single().Value).TryGetValue("copyto", out var place) ? Text(place) : null));
}
