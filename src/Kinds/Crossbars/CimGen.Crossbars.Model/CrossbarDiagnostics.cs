using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Crossbars.Model;

/// <summary>What can be wrong with a crossbar's section of an architecture spec.</summary>
public static class CrossbarDiagnostics
{
    public static readonly DiagnosticDescriptor LanesDoNotDivideColumns = new(
        "CIM0203", "mac_lanes does not divide columns", "The emulated crossbar handles mac_lanes columns at a time, so that the columns must be whole groups of lanes.");

    public static readonly DiagnosticDescriptor TooManyLanes = new(
        "CIM0205", "mac_lanes outrun the bus word", "Finished sums leave the emulated crossbar over one bus word per cycle while the next columns are computed, which takes as many cycles as there are rows.");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [LanesDoNotDivideColumns, TooManyLanes];

    public static Diagnostic ReportLanesDoNotDivideColumns(SourceLocation location, int lanes, int columns) =>
        LanesDoNotDivideColumns.Error(location, $"'crossbar.mac_lanes' is {lanes}, which does not divide the {columns} columns; use a power of two up to {columns}");

    public static Diagnostic ReportTooManyLanes(SourceLocation location, int lanes, int most) =>
        TooManyLanes.Error(location, $"'crossbar.mac_lanes' is {lanes}, but rows and bus width allow only {most}; use fewer lanes or a wider bus");
}
