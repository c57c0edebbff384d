namespace CimGen.Networks.Graph;

/// <summary>A feature map that a network returns.</summary>
/// <param name="Map">Its name.</param>
/// <param name="GivesList">The network gives it as a list, with at most one axis of several values, whatever the shape of the map that holds it.</param>
/// <param name="OnHost">What the host has to do with its values.</param>
public sealed record NetworkOutput(string Map, bool GivesList = false, HostFunction OnHost = HostFunction.None);
