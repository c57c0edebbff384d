namespace CimGen.Reports;

/// <summary>How fast images come out of the machine.</summary>
/// <param name="LatencyCycles">From the start of a run to the last output of its first image, on average over the runs.</param>
/// <param name="CyclesPerImage">From image to image of a run, in the steady state; with one image in a run, the cycles of a run.</param>
public sealed record Throughput(double LatencyCycles, double CyclesPerImage)
{
    /// <param name="completed">Of all images in order: the cycle of its run in which its last output is stored.</param>
    /// <param name="cycles">Of all runs.</param>
    /// <param name="batch">Images of a run.</param>
    public static Throughput Of(IReadOnlyList<long> completed, IReadOnlyList<long> cycles, int batch)
    {
        var runs = completed.Chunk(batch).ToArray();
        return new Throughput(
            runs.Average(r => r[0]),
            batch == 1 ? cycles.Average() : runs.Average(r => (r[^1] - r[0]) / (batch - 1.0)));
    }

    /// <summary>Images per second at a clock.</summary>
    public double ImagesPerSecond(double megahertz) => megahertz * 1e6 / CyclesPerImage;
}
