using System.CommandLine;
using System.Globalization;
using CimGen.Core;
using CimGen.Core.Diagnostics;
using CimGen.Flow.Kinds;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen disasm FILE</c>: microcode as text.</summary>
public static class DisasmCommand
{
    private const int Digits = 16;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Microcode, rtl-out/<name>/microcode/core_NNNN.hex" };
        var command = new Command("disasm", "Disassemble a microcode file.") { file };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file)));
        return command;
    }

    private static int Run(string path)
    {
        var words = Read(path);
        if (words.Ok)
        {
            foreach (var line in KindRegistry.Default.Controller.Text.Disassembly(words.Value))
            {
                Console.WriteLine(line);
            }
        }

        return ConsoleOutput.Print(words.Diagnostics);
    }

    private static Result<List<ulong>> Read(string path)
    {
        if (!File.Exists(path))
        {
            return CoreDiagnostics.ReportFileMissing(new SourceLocation(path));
        }

        var words = new List<ulong>();
        foreach (var line in File.ReadLines(path))
        {
            // Weights and memory images are hexadecimal too, but have lines of other lengths.
            if (line.Length != Digits || !ulong.TryParse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word))
            {
                return CliDiagnostics.BadMicrocode(new SourceLocation(path, words.Count + 1, 1));
            }

            words.Add(word);
        }

        return Result.Success(words);
    }
}
