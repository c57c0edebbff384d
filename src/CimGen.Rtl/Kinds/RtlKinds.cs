namespace CimGen.Rtl.Kinds;

/// <summary>The kinds that a machine is made of.</summary>
/// <param name="Fabric">Between the cores of a tile.</param>
public sealed record RtlKinds(IRtlKind Fabric, IComputeUnitRtl ComputeUnit, IControllerRtl Controller);
