using System.ComponentModel;
using System.Diagnostics;

namespace CimGen.Fuzz.Tests;

/// <summary>A test that needs PyTorch, and is skipped where no Python has it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Found = new(() => new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(p => Run(p, "-c", "import torch").ExitCode == 0));

    public TorchFactAttribute()
    {
        if (Found.Value is null)
        {
            Skip = "no Python here has PyTorch: sudo apt-get install python3-torch";
        }
    }

    /// <summary>The interpreter that has it.</summary>
    public static string Python => Found.Value!;

    /// <summary>Runs a program; one that is not there has the exit code of a shell.</summary>
    public static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, process.ExitCode == 0 ? output : errors.Result);
        }
        catch (Win32Exception)
        {
            return (127, "");
        }
    }
}
