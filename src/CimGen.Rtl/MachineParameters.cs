using System.Numerics;
using CimGen.Crossbars.Model;
using CimGen.Fabric.Model;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Rtl;

/// <summary>
/// Widths and depths of the hardware that follow from an architecture: the variable <c>arch</c> of the templates. Every Verilog parameter
/// comes from here. Equal text of two machines means equal parameters: the spec hash is made from it, so order and names stay.
/// </summary>
public sealed record MachineParameters
{
    public MachineParameters(Architecture architecture) => Architecture = architecture;

    public int Cores => Architecture.Cores;

    public int Rows => Architecture.Crossbar.Rows;

    public int Columns => Architecture.Crossbar.Columns;

    public int BusBytes => Architecture.Bus.WidthBytes;

    /// <summary>Masters of the bus: the cores, or the nodes below it, and the host.</summary>
    public int Masters => (BusTree ? QuadTree.Children : Cores) + 1;

    /// <summary>Bits that number the masters.</summary>
    public int MasterWidth => Bits(Masters);

    /// <summary>There are such nodes.</summary>
    public bool BusTree => BusStages > 0;

    /// <summary>Nodes of the bus tree between a core and the bus.</summary>
    public int BusStages => FabricTiming.BusStages(Architecture);

    /// <summary>Bits of the path from the bus to a core: two for each node.</summary>
    public int PathWidth => 2 * BusStages;

    /// <summary>Lowest bit of an address that goes through the bus tree: below are the byte of a bus word, and of a CALL bits that are 0.</summary>
    public int PlaceLow => CallOnBus == 1 ? CallAddress.CounterLow : BitOperations.Log2((uint)BusBytes);

    /// <summary>Bits of address and beats in the bus tree.</summary>
    public int PlaceWidth => AddressWidth - PlaceLow + BeatsWidth;

    public int MemoryWords => MemoryBytes / BusBytes;

    /// <summary>Address bits of shared memory in bus words.</summary>
    public int WordWidth => Bits(MemoryWords);

    /// <summary>Bits of an address on the bus: of a byte in shared memory, or of core and counter where CALLs go over the bus.</summary>
    public int AddressWidth => Math.Max(Bits(MemoryBytes), CallOnBus * (CallAddress.CoreLow + Bits(Cores)));

    /// <summary>Bits of (beats - 1) of the longest transfer: a whole buffer that begins in the last lane of a bus word.</summary>
    public int BeatsWidth => Bits(((BusBytes - 1 + Math.Max(Rows, 4 * Columns) - 1) / BusBytes) + 1);

    /// <summary>Address bits of a core's largest buffer in bus words.</summary>
    public int BufferWidth => Bits(Math.Max(2, Math.Max(Rows, 4 * Columns) / BusBytes));

    /// <summary>Bus words of each of the buffers sum, opd and rqp.</summary>
    public int BufferWords => 4 * Columns / BusBytes;

    /// <summary>Address bits of these buffers in bus words, and of a step of the GPEU.</summary>
    public int BufferWordWidth => Bits(Math.Max(2, BufferWords));

    /// <summary>Cycles from the GPEU's last read to its last write.</summary>
    public int GpeuLatency => Architecture.Gpeu.LatencyCycles;

    /// <summary>Address bits of one bank of the crossbar's input register in bus words.</summary>
    public int InWidth => Bits(Math.Max(2, Rows / BusBytes));

    /// <summary>Address bits of one bank of the crossbar's output register in bus words.</summary>
    public int OutWidth => Bits(Math.Max(2, 4 * Columns / BusBytes));

    public int Latency => Architecture.Memory.LatencyCycles;

    public int MvmCycles => Architecture.Crossbar.MvmCycles;

    public int MacLanes => Architecture.Crossbar.MacLanes;

    /// <summary>Banks of the crossbar's input and output registers.</summary>
    public int Banks => Architecture.Units == UnitMode.Overlapped ? 2 : 1;

    public int Overlapped => Architecture.Units == UnitMode.Overlapped ? 1 : 0;

    public int CallOnBus => Architecture.Sync.Transport == SyncTransport.Bus ? 1 : 0;

    /// <summary>Levels of a tree over the cores, four children to a node.</summary>
    public int CoreLevels => QuadTree.Levels(Cores);

    /// <summary>Bits that number the leaves of such a tree.</summary>
    public int CallCoreWidth => 2 * CoreLevels;

    /// <summary>Bits of a CALL in the tree: core and counter.</summary>
    public int CallWidth => CallCoreWidth + CallAddress.CounterWidth;

    public int InstructionBytes => Architecture.InstructionMemoryBytes;

    public int InstructionWords => InstructionBytes / 8;

    public int PcWidth => Bits(InstructionWords);

    public int WeightBytes => Rows * Columns;

    /// <summary>Address bits of a core's weights in 32-bit words.</summary>
    public int WeightWidth => Bits(WeightBytes / 4);

    /// <summary>Address bits of the host's writes to a core, in 32-bit words.</summary>
    public int HostWidth => Math.Max(WeightWidth, PcWidth + 1);

    public int Counters => Architecture.Sync.Counters;

    public int CounterWidth => Sync.CounterWidth;

    /// <summary>Bits by which a counter rises in a cycle: more than one where the schedule has several wires to it.</summary>
    public int IncrementWidth { get; init; } = 1;

    public bool Forward => Architecture.PartialSums == PartialSumPath.Forward;

    public bool Multicast => Architecture.Ifm == IfmDelivery.Multicast;

    public int LinkWords => Architecture.LinkWords;

    /// <summary>What all of it follows from. No template sees it.</summary>
    internal Architecture Architecture { get; }

    /// <summary>Bytes of shared memory.</summary>
    internal int MemoryBytes => Architecture.Memory.SizeBytes;

    private static int Bits(int values) => Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)(values - 1)));
}
