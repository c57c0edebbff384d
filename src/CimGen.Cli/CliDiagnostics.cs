using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Cli;

/// <summary>The catalogue of this room: the command line.</summary>
public static class CliDiagnostics
{
    public static readonly DiagnosticDescriptor BadOptionError = new(
        "CIM0104", "Command line", "An option or argument is not what the command takes; --help shows them.");

    public static readonly DiagnosticDescriptor BadMicrocodeError = new(
        "CIM0105", "Not a microcode file", "A microcode file has one 64-bit instruction per line, 16 hexadecimal digits.");

    public static readonly DiagnosticDescriptor SystemRefusedError = new(
        "CIM0107", "The system refused", "A file could not be read or written: the disk is full, permissions are missing, or another program holds the file.", ExitCode.ToolFailure);

    public static ImmutableArray<DiagnosticDescriptor> All =>
        [BadOptionError, BadMicrocodeError, SystemRefusedError];

    public static Diagnostic BadOption(string what) => BadOptionError.Error(SourceLocation.None, what);

    public static Diagnostic SystemRefused(string reason) =>
        SystemRefusedError.Error(SourceLocation.None, $"{reason.TrimEnd('.')}; check space and permissions");

    public static Diagnostic BadMicrocode(SourceLocation at) => BadMicrocodeError.Error(at, "these are not 16 hexadecimal digits; give a .hex file from rtl-out/<name>/microcode");
}
