using System.CommandLine;
using CimGen.Core.Diagnostics;
using CimGen.Flow;

namespace CimGen.Cli.Commands;

/// <summary><c>--timeline FILE</c>: what each core works on, over time.</summary>
public sealed class TimelineOption
{
    private readonly Option<string?> _timeline = new("--timeline")
    {
        Description = "Write what each core works on in the first run, for Perfetto or chrome://tracing (JSON).",
        HelpName = "file",
    };

    public TimelineOption(Command command) => command.Add(_timeline);

    /// <returns>What kept it from being written.</returns>
    public IEnumerable<Diagnostic> Run(ParseResult parsed, BuiltDesign built) =>
        parsed.GetValue(_timeline) is { } path && TimelineFile.Write(path, built.Design, built.Golden) is { } problem ? [problem] : [];
}
