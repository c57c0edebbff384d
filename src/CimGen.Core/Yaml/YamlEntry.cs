using CimGen.Core.Diagnostics;

namespace CimGen.Core.Yaml;

/// <summary>One line of a mapping.</summary>
internal sealed record YamlEntry(SourceLocation KeyLocation, YamlNode Value);
