namespace CimGen.Networks.Graph;

/// <summary>A feature map that a network returns.</summary>
/// <param name="Map">Its name.</param>
/// <param name="GivesList">The network gives it as a list, with at most one axis of several values, whatever the shape of the map that holds it.</param>
/// <param name="OnHost">What the host has to do with its values.</param>
/// <param name="Order">The order in which the model gives the values; null for channel by channel.</param>
public sealed record NetworkOutput(string Map, bool GivesList = false, HostFunction OnHost = HostFunction.None, ElementOrder? Order = null)
{
    /// <param name="shape">Of the map.</param>
    public ElementOrder OrderOf(FeatureShape shape) => Order ?? ElementOrder.ChannelFirst(shape.Count);
}
