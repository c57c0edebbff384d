using System.Collections.Immutable;

namespace CimGen.Fabric.Golden;

/// <summary>Cores whose MLOADs are one bus read.</summary>
public sealed class LoadGroup(ImmutableArray<int> cores, int levels)
{
    private int _waiting;

    /// <summary>The members.</summary>
    public ImmutableArray<int> Cores => cores;

    /// <summary>The core in whose name the read is requested.</summary>
    public int Leader => cores[0];

    /// <summary>Cycles from the request of the last member to the group's.</summary>
    public int Levels => levels;

    /// <summary>Nobody waits.</summary>
    public void Reset() => _waiting = 0;

    /// <summary>A member has issued its MLOAD; whether it is the last one.</summary>
    public bool Join()
    {
        _waiting = _waiting + 1 == cores.Length ? 0 : _waiting + 1;
        return _waiting == 0;
    }
}
