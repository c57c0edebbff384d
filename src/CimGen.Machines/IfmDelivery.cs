namespace CimGen.Machines;

/// <summary>How input values reach the cores.</summary>
public enum IfmDelivery
{
    /// <summary>Every core loads its own.</summary>
    Unicast,

    /// <summary>One bus read serves all cores of a vertical group.</summary>
    Multicast,
}
