namespace CimGen.Architectures;

/// <summary>What a design file or the command line changes in an architecture; null keeps the spec's value.</summary>
public sealed record ArchitectureOverrides(
    SyncScheme? Scheme = null, SyncTransport? Transport = null, UnitMode? Units = null, IfmDelivery? Ifm = null, PartialSumPath? PartialSums = null)
{
    /// <summary>Changes nothing.</summary>
    public static ArchitectureOverrides None { get; } = new();

    /// <summary>The architecture with the overrides in place. All combinations are valid, so nothing is checked again.</summary>
    public Architecture Apply(Architecture architecture) => architecture with
    {
        Units = Units ?? architecture.Units,
        Ifm = Ifm ?? architecture.Ifm,
        PartialSums = PartialSums ?? architecture.PartialSums,
        Sync = architecture.Sync with
        {
            Scheme = Scheme ?? architecture.Sync.Scheme,
            Transport = Transport ?? architecture.Sync.Transport,
        },
    };

    /// <summary>These overrides where they say something, else <paramref name="weaker"/>: the command line over the design file.</summary>
    public ArchitectureOverrides Over(ArchitectureOverrides weaker) =>
        new(
        Scheme ?? weaker.Scheme, Transport ?? weaker.Transport, Units ?? weaker.Units, Ifm ?? weaker.Ifm, PartialSums ?? weaker.PartialSums);
}
