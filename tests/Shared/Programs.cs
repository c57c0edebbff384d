using CimGen.Core.Tools;

namespace CimGen.Tests.Shared;

/// <summary>Runs programs that tests need.</summary>
internal static class Programs
{
    /// <summary>Whether a program is installed.</summary>
    public static bool Exists(string program) => Tool.Find(program) is not null;

    /// <returns>The exit code, and all that it printed.</returns>
    public static (int Code, string Output) Run(string folder, string program, params IEnumerable<string> arguments)
    {
        var run = Tool.Run(new ToolStart(program, arguments) { Folder = folder });
        Assert.True(run.Ok, string.Join('\n', run.Diagnostics));
        return (run.Value!.Code, run.Value.All);
    }

    /// <returns>What it printed, when its exit code is 0.</returns>
    public static string Require(string folder, string program, params IEnumerable<string> arguments)
    {
        var (code, output) = Run(folder, program, arguments);
        Assert.True(code == 0, $"{program}: {output}");
        return output;
    }
}
