using System.Diagnostics;

namespace CimGen.Rtl.Tests;

/// <summary>A C program of tests/CimGen.Rtl.Tests/Driver with the driver's sources, compiled in a folder of its own.</summary>
internal sealed class DriverProgram : IDisposable
{
    public const string Strict = "-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wcast-qual -Wcast-align -Werror";
    public const string Sanitized = $"{Strict} -g -fsanitize=address,undefined -fno-sanitize-recover=all";

    private readonly TemporaryFolder _folder = new();

    public DriverProgram()
    {
        _folder.Write("cim_regs.h", Generated.Files(TestMachines.Small)["sw/cim_regs.h"]);
        foreach (var path in Sources.Concat(Directory.EnumerateFiles(Repository.File("tests/CimGen.Rtl.Tests/Driver"))))
        {
            _folder.Write(Path.GetFileName(path), File.ReadAllText(path));
        }
    }

    /// <summary>C sources and headers of the driver.</summary>
    public static IEnumerable<string> Sources =>
        Directory.EnumerateFiles(Repository.File("templates/sw")).Where(p => Path.GetExtension(p) is ".c" or ".h").Order(StringComparer.Ordinal);

    public string Root => _folder.Root;

    /// <summary>Replaces text that has to be there once.</summary>
    public void Change(string file, string text, string other)
    {
        var parts = File.ReadAllText(Path.Combine(Root, file)).Split(text);
        Assert.True(parts.Length == 2, $"'{text}' is {parts.Length - 1} times in {file}");
        _folder.Write(file, string.Join(other, parts));
    }

    /// <summary>Compiles; fails with the compiler's messages.</summary>
    public void Compile(string compiler, string arguments)
    {
        var (code, output) = Execute(compiler, arguments.Split(' '));
        Assert.True(code == 0, $"{compiler} {arguments}: {output}");
    }

    /// <summary>Runs the program that was compiled; its output, with that of a sanitizer that stopped it.</summary>
    public string Run(params string[] arguments) => Execute(Path.Combine(Root, "a.out"), arguments).Output.Trim();

    public void Dispose() => _folder.Dispose();

    private (int Code, string Output) Execute(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
