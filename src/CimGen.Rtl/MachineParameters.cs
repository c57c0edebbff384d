using System.Numerics;
using CimGen.Machines;

namespace CimGen.Rtl;

/// <summary>
/// Widths and depths that all kinds of hardware of a machine agree on: the variable <c>arch</c> of the templates. What only one kind knows is
/// in its own variables. Equal text of two machines means equal parameters: the spec hash is made from it.
/// </summary>
public sealed record MachineParameters
{
    public MachineParameters(Architecture architecture) => Architecture = architecture;

    public int Cores => Architecture.Cores;

    public int Rows => Architecture.Compute.Rows;

    public int Columns => Architecture.Compute.Columns;

    public int BusBytes => Architecture.Bus.WidthBytes;

    public int MemoryWords => MemoryBytes / BusBytes;

    /// <summary>Address bits of shared memory in bus words.</summary>
    public int WordWidth => Bits(MemoryWords);

    /// <summary>Cycles from the address of a read of shared memory to its data.</summary>
    public int Latency => Architecture.Memory.LatencyCycles;

    /// <summary>Bits of an address on the bus: of a byte in shared memory, or of core and counter where CALLs go over the bus.</summary>
    public int AddressWidth => Math.Max(Bits(MemoryBytes), CallOnBus * (CallAddress.CoreLow + Bits(Cores)));

    /// <summary>Bits of (beats - 1) of the longest transfer: a whole buffer that begins in the last lane of a bus word.</summary>
    public int BeatsWidth => Bits(((BusBytes - 1 + LargestBuffer - 1) / BusBytes) + 1);

    /// <summary>Address bits of a core's largest buffer in bus words.</summary>
    public int BufferWidth => Bits(Math.Max(2, LargestBuffer / BusBytes));

    /// <summary>Banks of the compute unit's input and output registers.</summary>
    public int Banks => Architecture.Controller.Banks;

    public int CallOnBus => Architecture.Sync.Transport == SyncTransport.Bus ? 1 : 0;

    /// <summary>Levels of a tree over the cores, four children to a node.</summary>
    public int CoreLevels => QuadTree.Levels(Cores);

    public int InstructionBytes => Architecture.Controller.InstructionMemoryBytes;

    public int InstructionWords => InstructionBytes / 8;

    public int PcWidth => Bits(InstructionWords);

    public int WeightBytes => Rows * Columns;

    /// <summary>Address bits of a core's weights in 32-bit words.</summary>
    public int WeightWidth => Bits(WeightBytes / 4);

    /// <summary>Address bits of the host's writes to a core, in 32-bit words.</summary>
    public int HostWidth => Math.Max(WeightWidth, PcWidth + 1);

    public int Counters => Architecture.Sync.Counters;

    public int CounterWidth => Sync.CounterWidth;

    public bool Forward => Architecture.PartialSums == PartialSumPath.Forward;

    public bool Multicast => Architecture.Ifm == IfmDelivery.Multicast;

    public int LinkWords => Architecture.LinkWords;

    /// <summary>What all of it follows from. No template sees it.</summary>
    internal Architecture Architecture { get; }

    /// <summary>Bytes of shared memory.</summary>
    internal int MemoryBytes => Architecture.Memory.SizeBytes;

    private int LargestBuffer => Math.Max(Math.Max(Rows, Architecture.Compute.OutputBytes), Architecture.Controller.OwnBufferBytes);

    /// <summary>Bits that number so many things, at least 1.</summary>
    public static int Bits(int values) => Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)(values - 1)));
}
