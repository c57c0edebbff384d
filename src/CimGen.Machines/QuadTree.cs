namespace CimGen.Machines;

/// <summary>Trees over the cores, four children to a node: the call tree, the tree of the bus, those of multicast groups, and that of the end of a run.</summary>
public static class QuadTree
{
    public const int Children = 4;

    /// <summary>Levels of nodes above so many leaves, at least 1.</summary>
    public static int Levels(int leaves)
    {
        var levels = 1;
        while (1 << (2 * levels) < leaves)
        {
            levels++;
        }

        return levels;
    }

    /// <summary>Number of the first place that lies so many steps below the root, where 0 is the root and the children of place n are 4n + 1 to 4n + 4.</summary>
    public static int FirstPlace(int depth) => ((1 << (2 * depth)) - 1) / (Children - 1);
}
