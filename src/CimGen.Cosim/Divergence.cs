namespace CimGen.Cosim;

/// <summary>The first event in which the RTL trace and the golden trace differ.</summary>
/// <param name="Run">Number of the run, from 0.</param>
/// <param name="Cycle">The earlier of both sides' cycles.</param>
/// <param name="Rtl">What the RTL did, in words; "nothing" when it lacks the event.</param>
/// <param name="Golden">What the golden model did.</param>
/// <param name="Instruction">Address, text and layer of the core's instruction.</param>
public sealed record Divergence(int Run, long Cycle, int Core, string Instruction, string Rtl, string Golden)
{
    /// <summary>What a run is called: an image, or a batch of them.</summary>
    public string RunName { get; init; } = "image";

    public override string ToString() =>
        $"{RunName} {Run}, cycle {Cycle}, core {Core}, {Instruction}: RTL {Rtl}, golden {Golden}";
}
