namespace CimGen.Golden;

/// <summary>Cores whose MLOADs are one bus read.</summary>
internal sealed class LoadGroup(CoreState[] members, int levels)
{
    public CoreState[] Members { get; } = members;

    /// <summary>The core in whose name the read is requested.</summary>
    public CoreState Leader => Members[0];

    /// <summary>Cycles from the request of the last member to the group's.</summary>
    public int Levels { get; } = levels;

    /// <summary>Members that have issued their MLOAD.</summary>
    public int Waiting { get; set; }
}
