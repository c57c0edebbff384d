namespace CimGen.Machines;

/// <summary>The order in which the cores of one HG work on its output vectors (Pelke et al., VLSI-SoC 2023).</summary>
public enum SyncScheme
{
    Sequential,
    Linear,
    Cyclic,
}
