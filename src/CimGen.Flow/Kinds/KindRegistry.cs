using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Crossbars.Build;
using CimGen.Crossbars.Golden;
using CimGen.Crossbars.Model;
using CimGen.Fabric.Build;
using CimGen.Fabric.Golden;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Machines.Specs;
using CimGen.Microcode.Build;
using CimGen.Microcode.Golden;
using CimGen.Microcode.Model;
using CimGen.Rtl.Kinds;
using CimGen.Simulation;

namespace CimGen.Flow.Kinds;

/// <summary>The one list of kinds of hardware. No room behind it knows a kind; a new machine is a new entry here.</summary>
public sealed class KindRegistry(ImmutableArray<ComputeUnitKind> computeUnits, ControllerKind controller, IRtlKind fabric)
{
    /// <summary>The kinds that CimGen comes with.</summary>
    public static KindRegistry Default { get; } = new(
        [new ComputeUnitKind(CrossbarFields.Part, new CrossbarPlanner(), new CrossbarRtl(), CrossbarUnit.Create, CrossbarDiagnostics.All)],
        new ControllerKind(
            MicrocodeFields.Part,
            new MicrocodeLowering(),
            new MicrocodeVectors(),
            new MicrocodeEffects(),
            new MicrocodeRtl(),
            (architecture, image, unit, stallSeed, idealTransport) => new GoldenMachine(architecture, image, unit, stallSeed, idealTransport),
            new ControllerText(MicrocodeListing.Text, Disassembler.Listing, IsaManual.Markdown),
            CodegenDiagnostics.All),
        new FabricRtl());

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

    /// <summary>The kinds that an architecture's Verilog is made of.</summary>
    public RtlKinds RtlOf(Architecture architecture) => new(fabric, ComputeUnitOf(architecture).Rtl, controller.Rtl);

    /// <summary>The golden model of an architecture, loaded.</summary>
    /// <param name="stallSeed">Seed of random bus stalls; 0 for none.</param>
    /// <param name="idealTransport">A bound without values: see <see cref="GoldenMachineFactory"/>.</param>
    public IGoldenMachine Golden(Architecture architecture, MachineImage image, uint stallSeed = 0, bool idealTransport = false) =>
        controller.Golden(architecture, image, ComputeUnitOf(architecture).Golden, stallSeed, idealTransport);

    /// <summary>Versions of the code that golden models are made of: with equal ones a result may be kept.</summary>
    public IEnumerable<Guid> GoldenVersions =>
        computeUnits.Select(c => c.Golden.Method.Module)
            .Concat([typeof(GoldenMachine).Module, typeof(RequestTree).Module, typeof(Kernel).Module])
            .Distinct()
            .Select(m => m.ModuleVersionId);

    /// <summary>These kinds and one more.</summary>
    public KindRegistry With(ComputeUnitKind further) => new(computeUnits.Add(further), controller, fabric);
}
