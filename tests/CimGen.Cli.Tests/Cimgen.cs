using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CimGen.Core.Tools;

namespace CimGen.Cli.Tests;

/// <summary>What a process printed, and how it ended.</summary>
internal sealed partial record Finished(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines of stderr, but for those that say how long something took: they come on slow machines only.</summary>
    public string[] ErrorLines => [.. Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !ProgressLine().IsMatch(l))];

    [GeneratedRegex(@"^[a-z][A-Za-z ]*: \d+(\.\d s$| %, )")]
    private static partial Regex ProgressLine();
}

/// <summary>The real program, as a user starts it, with its output redirected.</summary>
internal static class Cimgen
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // The tests may run in a host that is not 'dotnet' itself.
    private static readonly string Dotnet =
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : Tool.Find("dotnet")!;

    /// <summary>How a shell starts the program.</summary>
    public static string Shell => $"{Dotnet} {Path.Combine(AppContext.BaseDirectory, "cimgen.dll")}";

    /// <summary>Runs a command in a folder and waits for its end.</summary>
    public static Finished Run(string folder, params string[] arguments) => Run(folder, [], arguments);

    /// <param name="environment">Variables to set.</param>
    public static Finished Run(string folder, (string Name, string Value)[] environment, params string[] arguments) => RunTool("env", folder, environment, Line(arguments));

    /// <summary>Starts a command without waiting for it. Signals that the tests' own caller ignores (nohup, a job in the background) are not ignored by it.</summary>
    public static RunningTool Start(string folder, params string[] arguments) => RunningTool.Start(NewStart("env", folder, [], Line(arguments))).Value!;

    /// <summary>Runs another program.</summary>
    public static Finished RunTool(string program, string folder, (string Name, string Value)[] environment, params string[] arguments)
    {
        var run = Tool.Run(NewStart(program, folder, environment, arguments) with { Limit = Patience });
        Assert.True(run.Ok, string.Join('\n', run.Diagnostics));
        return new Finished(run.Value!.Code, run.Value.Output, run.Value.Errors);
    }

    private static string[] Line(string[] arguments) => ["--default-signal=HUP,INT,TERM", Dotnet, Path.Combine(AppContext.BaseDirectory, "cimgen.dll"), .. arguments];

    private static ToolStart NewStart(string program, string folder, (string Name, string Value)[] environment, string[] arguments) => new(program, arguments)
    {
        Folder = folder,
        Environment = ImmutableDictionary<string, string?>.Empty.Add("VERILATOR", null).SetItems(environment.Select(e => KeyValuePair.Create(e.Name, (string?)e.Value))),
    };
}
