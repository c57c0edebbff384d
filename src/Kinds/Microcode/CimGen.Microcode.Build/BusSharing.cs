namespace CimGen.Microcode.Build;

/// <summary>
/// What cores that do the same lose by waiting for each other at the bus: mean value analysis of a closed network (Reiser and Lavenberg, J. ACM 1980)
/// whose customers are the cores and whose stations are the two channels.
/// </summary>
internal static class BusSharing
{
    /// <summary>Cycles of a round of each core.</summary>
    /// <param name="alone">Cycles of a round when a core has the bus to itself.</param>
    /// <param name="reads">Cycles of them that it holds the read channel.</param>
    /// <param name="writes">The same for the write channel.</param>
    public static double Period(double alone, double reads, double writes, int cores)
    {
        var (elsewhere, period) = (Math.Max(0, alone - reads - writes), alone);
        var (reading, writing) = (0.0, 0.0);
        for (var n = 1; n <= cores; n++)
        {
            var (read, write) = (reads * (1 + reading), writes * (1 + writing));
            period = elsewhere + read + write;
            (reading, writing) = (n * read / period, n * write / period);
        }

        return period;
    }
}
