namespace CimGen.Reports;

/// <summary>What limits a pipeline of layers that hand on rows, predicted from its cores; the bus may allow less.</summary>
/// <param name="CyclesPerImage">From image to image.</param>
/// <param name="CyclesWithWholeMaps">The same with room for all rows of all feature maps.</param>
/// <param name="SlowestLayer">Name of the layer that takes the longest.</param>
/// <param name="SlowestCycles">That it takes for an image; less than all where layers wait for each other.</param>
/// <param name="MoreCores">The fewest cores beside those of the machine that make a difference; 0 where twice as many make none.</param>
/// <param name="CyclesWithMore">From image to image with them, and whole maps.</param>
public sealed record ForecastReport(double CyclesPerImage, double CyclesWithWholeMaps, string SlowestLayer, double SlowestCycles, int MoreCores, double CyclesWithMore);
