namespace CimGen.Architectures;

/// <summary>Figures that docs/microarchitecture.md derives from an architecture; RTL and golden model take them from here.</summary>
public static class MachineTiming
{
    /// <summary>D: an MVM issued at cycle t completes at t + D.</summary>
    public static int MvmLatency(Architecture architecture)
    {
        var crossbar = architecture.Crossbar;
        if (crossbar.Implementation == CrossbarImplementation.Behavioural)
        {
            return crossbar.MvmCycles;
        }

        var rowsByLanes = crossbar.Rows * crossbar.Columns / crossbar.MacLanes;
        return rowsByLanes + Math.Max(1, crossbar.MacLanes / GpeuLanes(architecture)) + 2;
    }

    /// <summary>G: elements of 32 bits that the GPEU handles per cycle.</summary>
    public static int GpeuLanes(Architecture architecture) => architecture.Bus.WidthBytes / 4;

    /// <summary>
    /// K: words of <c>bus.width_bytes</c> that a link between two cores holds. Two vectors: one that the receiver works on while the next
    /// one arrives. A ring in which every core sends a vector before it receives one needs more than one.
    /// </summary>
    public static int LinkWords(Architecture architecture) => 2 * architecture.Crossbar.OutputBytes / architecture.Bus.WidthBytes;

    /// <summary>
    /// S: nodes of the bus tree, with their registers, between a core and the bus; 0 without a tree. The bus itself has up to four
    /// children, so that up to four cores need no node.
    /// </summary>
    public static int BusStages(Architecture architecture) =>
        architecture.Bus.Topology == BusTopology.Tree ? QuadTree.Levels(architecture.Cores) - 1 : 0;

    /// <summary>
    /// Registers between the requests of the members of a multicast group and the group's own: one, or with a bus tree the levels of a tree
    /// over the members.
    /// </summary>
    public static int LoadGroupLevels(Architecture architecture, int members) =>
        architecture.Bus.Topology == BusTopology.Tree ? QuadTree.Levels(members) : 1;

    /// <summary>B: banks of the crossbar's input register, and results that its output queue holds.</summary>
    public static int Banks(Architecture architecture) => architecture.Units == UnitMode.Overlapped ? 2 : 1;
}
