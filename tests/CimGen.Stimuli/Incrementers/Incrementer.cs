using CimGen.Machines;

namespace CimGen.Stimuli.Incrementers;

/// <summary>A compute unit that is not CimGen's: its outputs are its inputs plus one. It takes a cycle for each input that is not zero and one more.</summary>
public sealed record Incrementer(int Side) : ComputeUnitSpec(Side, Side)
{
    /// <inheritdoc/>
    public override string? ToSynthesize => "choose another unit";

    /// <inheritdoc/>
    public override string Plural => "incrementers";

    /// <inheritdoc/>
    public override IEnumerable<ComputeUnitSpec> Larger => [];

    /// <inheritdoc/>
    public override int Latency(Bus bus) => Side + 1;
}
