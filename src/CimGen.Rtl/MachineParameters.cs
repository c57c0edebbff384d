using System.Numerics;
using CimGen.Crossbars.Model;
using CimGen.Fabric.Model;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Rtl;

/// <summary>Widths and depths of the hardware that follow from an architecture. Every Verilog parameter comes from here.</summary>
public sealed record MachineParameters(Architecture Architecture)
{
    public int Cores => Architecture.Cores;

    public int Rows => Architecture.Crossbar.Rows;

    public int Columns => Architecture.Crossbar.Columns;

    public int BusBytes => Architecture.Bus.WidthBytes;

    public int Latency => Architecture.Memory.LatencyCycles;

    public int MvmCycles => Architecture.Crossbar.MvmCycles;

    public int MacLanes => Architecture.Crossbar.MacLanes;

    /// <summary>Banks of the crossbar's input and output registers.</summary>
    public int Banks => Architecture.Units == UnitMode.Overlapped ? 2 : 1;

    public int Overlapped => Architecture.Units == UnitMode.Overlapped ? 1 : 0;

    public int CallOnBus => Architecture.Sync.Transport == SyncTransport.Bus ? 1 : 0;

    public bool Forward => Architecture.PartialSums == PartialSumPath.Forward;

    public bool Multicast => Architecture.Ifm == IfmDelivery.Multicast;

    public int LinkWords => Architecture.LinkWords;

    /// <summary>Levels of a tree over the cores, four children to a node.</summary>
    public int CoreLevels => QuadTree.Levels(Cores);

    /// <summary>Bits that number the leaves of such a tree.</summary>
    public int CallCoreWidth => 2 * CoreLevels;

    /// <summary>Bits of a CALL in the tree: core and counter.</summary>
    public int CallWidth => CallCoreWidth + 4;

    /// <summary>Nodes of the bus tree between a core and the bus.</summary>
    public int BusStages => FabricTiming.BusStages(Architecture);

    /// <summary>There are such nodes.</summary>
    public bool BusTree => BusStages > 0;

    /// <summary>Bits of the path from the bus to a core: two for each node.</summary>
    public int PathWidth => 2 * BusStages;

    /// <summary>Lowest bit of an address that goes through the bus tree: below are the byte of a bus word, and of a CALL bits that are 0.</summary>
    public int PlaceLow => CallOnBus == 1 ? CallCounterShift : BitOperations.Log2((uint)BusBytes);

    /// <summary>Bits of address and beats in the bus tree.</summary>
    public int PlaceWidth => AddressWidth - PlaceLow + BeatsWidth;

    /// <summary>Masters of the bus: the cores, or the nodes below it, and the host.</summary>
    public int Masters => (BusTree ? QuadTree.Children : Cores) + 1;

    /// <summary>Bits that number the masters.</summary>
    public int MasterWidth => Bits(Masters);

    public int MemoryBytes => Architecture.Memory.SizeBytes;

    public int MemoryWords => MemoryBytes / BusBytes;

    /// <summary>Address bits of shared memory in bus words.</summary>
    public int WordWidth => Bits(MemoryWords);

    /// <summary>Bits of an address on the bus: of a byte in shared memory, or of core and counter where CALLs go over the bus.</summary>
    public int AddressWidth => Math.Max(Bits(MemoryBytes), CallOnBus * (CallCoreShift + Bits(Cores)));

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

    public int InstructionBytes => Architecture.InstructionMemoryBytes;

    public int InstructionWords => InstructionBytes / 8;

    public int PcWidth => Bits(InstructionWords);

    public int WeightBytes => Rows * Columns;

    /// <summary>Address bits of a core's weights in 32-bit words.</summary>
    public int WeightWidth => Bits(WeightBytes / 4);

    /// <summary>Address bits of the host's writes to a core, in 32-bit words.</summary>
    public int HostWidth => Math.Max(WeightWidth, PcWidth + 1);

    public int Counters => Architecture.Sync.Counters;

    public int CounterWidth => 16;

    /// <summary>Lowest bit of the core's number in the address of a CALL.</summary>
    private const int CallCoreShift = 8;

    /// <summary>Where the counter begins.</summary>
    private const int CallCounterShift = 2;

    private static int Bits(int values) => Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)(values - 1)));
}
