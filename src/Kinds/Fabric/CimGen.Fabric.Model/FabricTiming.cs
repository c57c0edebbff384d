using CimGen.Machines;

namespace CimGen.Fabric.Model;

/// <summary>Figures that docs/microarchitecture.md derives from an architecture, for bus and groups; RTL and golden model take them from here.</summary>
public static class FabricTiming
{
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
}
