namespace CimGen.Machines.Images;

/// <summary>The parts into which bus traffic is split.</summary>
public enum TrafficKind
{
    None,
    IfmLoad,
    PartialSumLoad,
    PartialSumStore,
    OfmStore,
    BiasLoad,
    ParameterLoad,
    Call,
}

/// <summary>What is known of a kind of traffic wherever it happens.</summary>
public static class TrafficKinds
{
    /// <summary>Bytes that one value has on the bus; a CALL counts as one value.</summary>
    public static int BytesPerValue(this TrafficKind kind) => kind is TrafficKind.IfmLoad or TrafficKind.OfmStore or TrafficKind.None ? 1 : 4;
}
