using System.CommandLine;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Isa;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen disasm FILE</c>: microcode as text.</summary>
public static class DisasmCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Microcode, rtl-out/<name>/microcode/core_NNNN.hex" };
        var command = new Command("disasm", "Disassemble a microcode file.") { file };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file)));
        return command;
    }

    private static int Run(string path)
    {
        if (!File.Exists(path))
        {
            return ConsoleOutput.Print([Core.CoreDiagnostics.ReportFileMissing(new SourceLocation(path))]);
        }

        var words = new List<ulong>();
        foreach (var line in File.ReadLines(path))
        {
            if (!ulong.TryParse(line, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var word))
            {
                return ConsoleOutput.Print([CliDiagnostics.BadMicrocode(new SourceLocation(path, words.Count + 1, 1))]);
            }

            words.Add(word);
        }

        foreach (var line in Disassembler.Listing(words))
        {
            Console.WriteLine(line);
        }

        return 0;
    }
}
