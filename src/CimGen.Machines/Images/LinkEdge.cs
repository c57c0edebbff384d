namespace CimGen.Machines.Images;

/// <summary>A link for partial sums, from one core to its successor. A core has at most one to it and one from it.</summary>
public readonly record struct LinkEdge(int From, int To);
