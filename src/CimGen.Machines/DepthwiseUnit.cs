namespace CimGen.Machines;

/// <summary>What computes layers with one channel to a group: depthwise convolutions, and batch normalizations that stand alone.</summary>
public enum DepthwiseUnit
{
    /// <summary>Whichever is predicted to take fewer cycles, of what fits the machine.</summary>
    Auto,

    /// <summary>Compute units, as blocks on a diagonal.</summary>
    Crossbar,

    /// <summary>Vector units, channel by channel.</summary>
    Gpeu,
}
