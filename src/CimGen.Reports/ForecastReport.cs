namespace CimGen.Reports;

/// <summary>What limits a pipeline of layers that hand on rows.</summary>
/// <param name="CyclesPerImage">From image to image, as far as the cores allow it; predicted.</param>
/// <param name="BusCyclesPerImage">Beats of the busier channel of the bus; counted.</param>
/// <param name="CyclesWithWholeMaps">The same with room for all rows of all feature maps.</param>
/// <param name="SlowestLayer">Name of the layer that takes the longest.</param>
/// <param name="SlowestCycles">That it takes for an image; less than all where layers wait for each other.</param>
/// <param name="MoreCores">The fewest cores beside those of the machine that make a difference; 0 where twice as many make none.</param>
/// <param name="CyclesWithMore">From image to image with them, and whole maps.</param>
public sealed record ForecastReport(double CyclesPerImage, double BusCyclesPerImage, double CyclesWithWholeMaps, string SlowestLayer, double SlowestCycles, int MoreCores, double CyclesWithMore)
{
    /// <summary>A smaller share of the time is less than predictions are exact.</summary>
    private const double Worth = 0.02;

    /// <summary>The bus allows no more than the cores do.</summary>
    public bool IsOfBus => BusCyclesPerImage >= CyclesPerImage;

    /// <summary>More room in feature maps would make a difference.</summary>
    public bool IsOfMaps => CyclesWithWholeMaps < (1 - Worth) * CyclesPerImage;
}
