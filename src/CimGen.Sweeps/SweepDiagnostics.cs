using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Sweeps;

/// <summary>The catalogue of this room.</summary>
public static class SweepDiagnostics
{
    public static readonly DiagnosticDescriptor UnknownError = new(
        "CIM1101", "Unknown name in a sweep", "The points of a sweep name axes, values and measures; each name has to be one that is there.");

    public static readonly DiagnosticDescriptor PointError = new(
        "CIM1102", "A point of a sweep failed", "The other points go on. What the point ran into is shown with its own code; the point is run again the next time.");

    public static readonly DiagnosticDescriptor NoNetworkError = new(
        "CIM1103", "A point without a network", "The sweep or one of its axes has to set 'network', the file of what the machine runs, or 'design', a design file that names it.");

    public static readonly DiagnosticDescriptor NoPointsError = new(
        "CIM1104", "No such points", "Points are numbered from 0; '--points 3..7' takes five of them, '--points 3' one.");

    public static readonly DiagnosticDescriptor ResultError = new(
        "CIM1105", "Machines disagree", "A check within a measurement failed: a result differs from what another way of getting it says.", ExitCode.Mismatch);

    public static readonly DiagnosticDescriptor PageError = new(
        "CIM1106", "A page cannot be made", "The page lacks a section that its template makes, or the template asks for results that are not there.");

    public static readonly DiagnosticDescriptor TooManyPointsError = new(
        "CIM1107", "Too many points", "A sweep may have 1,000,000 points: each has a result file of its own. Name fewer values in 'where', or divide the sweep.");

    public static readonly DiagnosticDescriptor SameColumnError = new(
        "CIM1108", "Two columns of one name", "A table has a column for each axis and those of its measure; that of what is too large has needed_cores.");

    public static ImmutableArray<DiagnosticDescriptor> All => [UnknownError, PointError, NoNetworkError, NoPointsError, ResultError, PageError, TooManyPointsError, SameColumnError];

    public static Diagnostic Unknown(SourceLocation at, string what, string name, IEnumerable<string> known) =>
        UnknownError.Error(at, $"there is no {what} '{name}'; write one of: {string.Join(", ", known)}");

    public static Diagnostic Point(SourceLocation at, int index, string labels, Diagnostic reason) =>
        PointError.Error(at, $"point {index} ({labels}) failed: {reason.Code}: {reason.Message}");

    public static Diagnostic NoNetwork(SourceLocation at) => NoNetworkError.Error(at, "no axis of this point sets 'network' or 'design'; add one");

    public static Diagnostic NoPoints(SourceLocation at, string range, int count) =>
        NoPointsError.Error(at, $"'{range}' are no points of this sweep; write a number or FROM..TO between 0 and {count - 1}");

    public static Diagnostic Differs(SourceLocation at, string what) => ResultError.Error(at, $"{what}; please report it with the sweep");

    public static Diagnostic TooManyPoints(SourceLocation at, Int128 points, int most) =>
        TooManyPointsError.Error(at, $"these are {points} points, and {most} is the limit; name fewer values in 'where'");

    public static Diagnostic SameColumn(SourceLocation at, string axis, string measure) =>
        SameColumnError.Error(at, $"the tables of measure '{measure}' have a column '{axis}' already; give the axis another name");

    public static Diagnostic Page(SourceLocation at, string what) => PageError.Error(at, $"{what}; look at page and template");
}
