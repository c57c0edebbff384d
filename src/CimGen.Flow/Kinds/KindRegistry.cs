using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Crossbars.Build;
using CimGen.Crossbars.Golden;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Machines.Specs;
using CimGen.Microcode.Build;
using CimGen.Microcode.Model;

namespace CimGen.Flow.Kinds;

/// <summary>The one list of kinds of hardware. No room behind it knows a kind; a new machine is a new entry here.</summary>
public sealed class KindRegistry(ImmutableArray<ComputeUnitKind> computeUnits, ControllerKind controller)
{
    /// <summary>The kinds that CimGen comes with.</summary>
    public static KindRegistry Default { get; } = new(
        [new ComputeUnitKind(CrossbarFields.Part, new CrossbarPlanner(), CrossbarUnit.Create, CrossbarDiagnostics.All)],
        new ControllerKind(MicrocodeFields.Part, new MicrocodeLowering(), new MicrocodeEffects(), MicrocodeListing.Text, CodegenDiagnostics.All));

    public ImmutableArray<ComputeUnitKind> ComputeUnits => computeUnits;

    public ControllerKind Controller => controller;

    /// <summary>The architecture spec with the fields of all kinds.</summary>
    public ArchitectureSpec Spec { get; } = new([.. computeUnits.Select(c => c.Spec)], controller.Spec);

    /// <summary>What the kinds add to the catalogue.</summary>
    public ImmutableArray<DiagnosticDescriptor> Diagnostics => [.. computeUnits.SelectMany(c => c.Diagnostics), .. controller.Diagnostics];

    /// <summary>The kind of an architecture's compute units.</summary>
    /// <exception cref="InvalidOperationException">It is none of this registry: a fault of the caller.</exception>
    public ComputeUnitKind ComputeUnitOf(Architecture architecture) =>
        computeUnits.FirstOrDefault(c => c.Spec.Type == architecture.Compute.GetType())
        ?? throw new InvalidOperationException($"no kind for {architecture.Compute.GetType().Name}");

    /// <summary>These kinds and one more.</summary>
    public KindRegistry With(ComputeUnitKind further) => new(computeUnits.Add(further), controller);
}
