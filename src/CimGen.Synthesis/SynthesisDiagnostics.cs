using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Synthesis;

/// <summary>The catalogue of this room.</summary>
public static class SynthesisDiagnostics
{
    public static readonly DiagnosticDescriptor LoopError = new(
        "CIM1001", "Combinational loop", "A path of look-up tables leads back to itself, so that it has no length and no clock is slow enough for it. Templates that were changed may have made it.", ExitCode.ToolFailure);

    public static readonly DiagnosticDescriptor CellLibraryError = new(
        "CIM1002", "Yosys comes without its cells", "A netlist is simulated with Yosys' models of the cells, which belong to its installation.", ExitCode.ToolFailure);

    public static ImmutableArray<DiagnosticDescriptor> All => [LoopError, CellLibraryError];

    public static Diagnostic Loop(string netlist) => LoopError.Error(new SourceLocation(netlist), "the netlist has a combinational loop; look at the templates that were changed");

    public static Diagnostic CellLibrary(string file) => CellLibraryError.Error(SourceLocation.None, $"there is no {file} beside yosys; install the package yosys");
}
