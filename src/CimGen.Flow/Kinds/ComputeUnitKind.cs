using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Specs;
using CimGen.Planning.Placement;
using CimGen.Rtl.Kinds;
using CimGen.Simulation;

namespace CimGen.Flow.Kinds;

/// <summary>All that a kind of compute unit supplies.</summary>
/// <param name="Spec">Its section of the architecture spec.</param>
/// <param name="Planner">What it can do for a layer, and how it takes weights.</param>
/// <param name="Rtl">Its Verilog.</param>
/// <param name="Golden">It in the golden model.</param>
/// <param name="Diagnostics">Its part of the catalogue.</param>
public sealed record ComputeUnitKind(
    SpecPart<ComputeUnitSpec> Spec,
    IComputeUnitPlanner Planner,
    IComputeUnitRtl Rtl,
    ComputeUnitFactory Golden,
    ImmutableArray<DiagnosticDescriptor> Diagnostics);
