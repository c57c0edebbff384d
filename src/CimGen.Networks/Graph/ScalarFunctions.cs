namespace CimGen.Networks.Graph;

/// <summary>Functions of one number that networks use, as ONNX defines them.</summary>
internal static class ScalarFunctions
{
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double HardSwish(double x) => x * Math.Clamp((x / 6) + 0.5, 0, 1);

    public static double Swish(double x) => x * Sigmoid(x);

    public static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    public static double Softsign(double x) => x / (1 + Math.Abs(x));

    public static double Mish(double x) => x * Math.Tanh(Softplus(x));

    public static Func<double, double> HardSigmoid(double alpha, double beta) => x => Math.Clamp((alpha * x) + beta, 0, 1);

    public static Func<double, double> LeakyRelu(double slope) => x => x < 0 ? slope * x : x;

    /// <summary>The error function by its series of positive terms (Abramowitz and Stegun, 7.1.6).</summary>
    public static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }

        var (term, sum) = (x, x);
        for (var n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
