using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Effects;
using CimGen.Machines.Images;
using CimGen.Machines.Specs;
using CimGen.Planning.Images;

namespace CimGen.Flow.Kinds;

/// <summary>All that a kind of controller supplies.</summary>
/// <param name="Spec">Its fields of the architecture spec.</param>
/// <param name="Lowering">Schedule to programs.</param>
/// <param name="Effects">Programs to what others can notice of them.</param>
/// <param name="Listing">Programs as text, for the stage dump.</param>
/// <param name="Diagnostics">Its part of the catalogue.</param>
public sealed record ControllerKind(
    SpecPart<ControllerSpec> Spec,
    IControllerLowering Lowering,
    IEffectSource Effects,
    Func<MachineImage, string> Listing,
    ImmutableArray<DiagnosticDescriptor> Diagnostics);
