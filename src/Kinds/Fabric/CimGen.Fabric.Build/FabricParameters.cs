using System.Numerics;
using CimGen.Fabric.Model;
using CimGen.Machines;
using CimGen.Rtl;

namespace CimGen.Fabric.Build;

/// <summary>Widths and depths of bus, sync interconnect and links: the variable <c>fabric</c> of the templates.</summary>
public sealed record FabricParameters
{
    private readonly Architecture _architecture;
    private readonly MachineParameters _machine;

    public FabricParameters(Architecture architecture)
    {
        _architecture = architecture;
        _machine = new MachineParameters(architecture);
    }

    /// <summary>Masters of the bus: the cores, or the nodes below it, and the host.</summary>
    public int Masters => (BusTree ? QuadTree.Children : _architecture.Cores) + 1;

    /// <summary>Bits that number the masters.</summary>
    public int MasterWidth => MachineParameters.Bits(Masters);

    /// <summary>There are such nodes.</summary>
    public bool BusTree => BusStages > 0;

    /// <summary>Nodes of the bus tree between a core and the bus.</summary>
    public int BusStages => FabricTiming.BusStages(_architecture);

    /// <summary>Bits of the path from the bus to a core: two for each node.</summary>
    public int PathWidth => 2 * BusStages;

    /// <summary>Lowest bit of an address that goes through the bus tree: below are the byte of a bus word, and of a CALL bits that are 0.</summary>
    public int PlaceLow => _machine.CallOnBus == 1 ? CallAddress.CounterLow : BitOperations.Log2((uint)_machine.BusBytes);

    /// <summary>Bits of address and beats in the bus tree.</summary>
    public int PlaceWidth => _machine.AddressWidth - PlaceLow + _machine.BeatsWidth;

    /// <summary>Bits that number the leaves of a tree over the cores.</summary>
    public int CallCoreWidth => 2 * _machine.CoreLevels;

    /// <summary>Bits of a CALL in the tree: core and counter.</summary>
    public int CallWidth => CallCoreWidth + CallAddress.CounterWidth;

    /// <summary>Bits by which a counter rises in a cycle: more than one where the schedule has several wires to it.</summary>
    public int IncrementWidth { get; init; } = 1;
}
