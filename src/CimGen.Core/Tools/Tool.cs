using CimGen.Core.Diagnostics;

namespace CimGen.Core.Tools;

/// <summary>Runs programs of others to their end.</summary>
public static class Tool
{
    /// <returns>What it left, whatever its exit code; CIM0020 when there is no such program, CIM0022 when it took too long.</returns>
    public static Result<ToolOutput> Run(ToolStart start) => RunningTool.Start(start).Then(tool =>
    {
        using (tool)
        {
            var (output, errors) = (tool.Output.ReadToEndAsync(), tool.Errors.ReadToEndAsync());
            if (start.Limit is { } limit && !tool.Wait(limit))
            {
                tool.Kill();
                return ToolDiagnostics.TooLong(start.Program, limit);
            }

            return Result.Success(new ToolOutput(tool.Wait(), output.Result, errors.Result));
        }
    });

    /// <returns>The same; CIM0021 for an exit code that is not 0.</returns>
    public static Result<ToolOutput> Require(ToolStart start) => Run(start).Then(output => output.Code == 0
        ? Result.Success(output)
        : ToolDiagnostics.Failed(start.Program, output, start.Folder ?? Environment.CurrentDirectory));

    /// <summary>The file of a program that PATH names; null when there is none.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
}
