namespace CimGen.Networks.Quantization;

/// <summary>Fractions of small whole numbers that are near a real number: the convergents of its continued fraction, and those between them.</summary>
internal static class SmallFraction
{
    /// <param name="value">Positive.</param>
    /// <param name="most">Largest numerator and denominator.</param>
    /// <returns>Of all such fractions the nearest; one of them is 0 where the value is so large or small that nothing but the other counts.</returns>
    public static (int Numerator, int Denominator) Nearest(double value, int most)
    {
        if (value > most || value < 1.0 / most)
        {
            return value > 1 ? (most, (int)Math.Round(most / value)) : ((int)Math.Round(most * value), most);
        }

        var (before, last) = ((Numerator: 0L, Denominator: 1L), (Numerator: 1L, Denominator: 0L));
        var rest = value;
        while (true)
        {
            var whole = (long)Math.Floor(rest);
            var next = (Numerator: (whole * last.Numerator) + before.Numerator, Denominator: (whole * last.Denominator) + before.Denominator);
            if (next.Numerator > most || next.Denominator > most)
            {
                // As many steps as there is room for; the convergent before may still be nearer.
                var room = Math.Min(
                    last.Numerator == 0 ? long.MaxValue : (most - before.Numerator) / last.Numerator,
                    last.Denominator == 0 ? long.MaxValue : (most - before.Denominator) / last.Denominator);
                var between = (Numerator: (room * last.Numerator) + before.Numerator, Denominator: (room * last.Denominator) + before.Denominator);
                return Pair(Distance(between, value) < Distance(last, value) ? between : last);
            }

            (before, last) = (last, next);
            if (rest - whole is var fraction && (fraction == 0 || 1 / fraction > (double)most * most))
            {
                return Pair(last);
            }

            rest = 1 / fraction;
        }
    }

    private static double Distance((long Numerator, long Denominator) fraction, double value) =>
        fraction.Denominator == 0 ? double.PositiveInfinity : Math.Abs(((double)fraction.Numerator / fraction.Denominator) - value);

    private static (int Numerator, int Denominator) Pair((long Numerator, long Denominator) fraction) => ((int)fraction.Numerator, (int)fraction.Denominator);
}
