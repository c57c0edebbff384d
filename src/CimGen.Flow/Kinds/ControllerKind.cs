using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Effects;
using CimGen.Machines.Specs;
using CimGen.Planning.Images;
using CimGen.Planning.Placement;
using CimGen.Rtl.Kinds;
using CimGen.Simulation;

namespace CimGen.Flow.Kinds;

/// <summary>All that a kind of controller supplies.</summary>
/// <param name="Spec">Its fields of the architecture spec.</param>
/// <param name="Lowering">Schedule to programs.</param>
/// <param name="Vectors">What its vector units can do for layers with weights.</param>
/// <param name="Effects">Programs to what others can notice of them.</param>
/// <param name="Rtl">Its Verilog.</param>
/// <param name="Golden">The golden model of machines that it runs.</param>
/// <param name="Text">Programs and instructions for people.</param>
/// <param name="Diagnostics">Its part of the catalogue.</param>
public sealed record ControllerKind(
    SpecPart<ControllerSpec> Spec,
    IControllerLowering Lowering,
    IVectorPlanner Vectors,
    IEffectSource Effects,
    IControllerRtl Rtl,
    GoldenMachineFactory Golden,
    ControllerText Text,
    ImmutableArray<DiagnosticDescriptor> Diagnostics);
