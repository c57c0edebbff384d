namespace CimGen.Flow;

/// <summary>The flow, in order. <c>--stop-after</c> stops behind any of them; each leaves a dump in stages/.</summary>
public enum Stage
{
    Network,
    Mapping,
    Schedule,
    Memory,
    Microcode,
    Proof,
    Rtl,
    Golden,
    Verilator,
    Compare,
}
