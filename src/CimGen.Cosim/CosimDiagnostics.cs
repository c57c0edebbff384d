using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Cosim;

/// <summary>The catalogue of this room.</summary>
public static class CosimDiagnostics
{
    public static readonly DiagnosticDescriptor NoVerilatorError = new(
        "CIM0901", "Verilator is missing", "Co-simulation needs Verilator 5.006 or newer and a C++ compiler. On Debian and Ubuntu: apt-get install verilator g++ make.", ExitCode.ToolFailure);

    public static readonly DiagnosticDescriptor BuildFailedError = new(
        "CIM0902", "The model cannot be built", "Verilator or the C++ compiler rejected the generated files; their first message is shown. With --templates, check the changed templates.", ExitCode.ToolFailure);

    public static readonly DiagnosticDescriptor SimulationFailedError = new(
        "CIM0903", "The simulation failed", "The simulation stopped itself, passed its time limit or could not be started.", ExitCode.ToolFailure);

    public static readonly DiagnosticDescriptor TraceDiffersError = new(
        "CIM0910", "RTL and golden model differ", "The traces are compared event by event; the first event in which they differ is shown with both sides.", ExitCode.Mismatch);

    public static readonly DiagnosticDescriptor OutputDiffersError = new(
        "CIM0911", "Outputs differ", "Two of RTL, golden model and integer reference disagree on a value or a cycle count.", ExitCode.Mismatch);

    public static readonly DiagnosticDescriptor GoldenFailedError = new(
        "CIM0912", "The golden model did not finish", "The golden model met a fault or a deadlock; the table shows what each core waits for.", ExitCode.Mismatch);

    public static ImmutableArray<DiagnosticDescriptor> All =>
        [NoVerilatorError, BuildFailedError, SimulationFailedError, TraceDiffersError, OutputDiffersError, GoldenFailedError];

    public static Diagnostic NoVerilator(string program) =>
        NoVerilatorError.Error(SourceLocation.None, $"'{program}' is not installed; install it (Debian, Ubuntu: apt-get install verilator g++ make), or name it with the environment variable VERILATOR");

    public static Diagnostic OldVerilator(string version) =>
        NoVerilatorError.Error(SourceLocation.None, $"'{version}' is too old, 5.006 is needed; install a newer one, or name it with the environment variable VERILATOR");

    public static Diagnostic BuildFailed(SourceLocation at, string message) =>
        BuildFailedError.Error(at, $"the Verilator model cannot be built: {message}; see build.log in the folder");

    /// <param name="image">The image in which it failed.</param>
    /// <param name="traced">Its trace was compared, and no event differed.</param>
    public static Diagnostic SimulationFailed(SourceLocation at, string message, int image, bool traced) => SimulationFailedError.ErrorWithLines(
        at, $"{message}; {(traced ? "no event of its trace differs, so please report it with the design" : $"run again with --traced {image + 1} to find the first event that differs")}");

    /// <param name="hung">What each core waits for, when the simulation passed its limit; else empty.</param>
    public static Diagnostic TraceDiffers(SourceLocation at, Divergence divergence, string hung, bool waves) => TraceDiffersError.ErrorWithLines(
        at, $"{divergence}{(hung.Length == 0 ? "" : $"; {hung}")}; {(waves ? "divergence.vcd shows the cycles around it" : "run again with --waves to see the cycles around it")}");

    public static Diagnostic OutputDiffers(SourceLocation at, string what) =>
        OutputDiffersError.Error(at, $"{what}; please report it with the design");

    public static Diagnostic GoldenFailed(SourceLocation at, string what) =>
        GoldenFailedError.Error(at, $"{what}; please report it with the design");
}
