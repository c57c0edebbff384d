namespace CimGen.Golden;

/// <summary>Cores whose MLOADs are one bus read.</summary>
internal sealed class LoadGroup(CoreState[] members)
{
    public CoreState[] Members { get; } = members;

    /// <summary>The core in whose name the read is requested.</summary>
    public CoreState Leader => Members[0];

    /// <summary>Members that have issued their MLOAD.</summary>
    public int Waiting { get; set; }
}
