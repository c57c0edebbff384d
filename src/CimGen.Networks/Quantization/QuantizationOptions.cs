using CimGen.Networks.Graph;

namespace CimGen.Networks.Quantization;

/// <summary>How the range of a feature map comes from calibration images.</summary>
public enum CalibrationMethod
{
    /// <summary>From the least value to the greatest.</summary>
    MinMax,

    /// <summary>All but one value in 10,000, half of them at each end.</summary>
    Percentile,

    /// <summary>The range whose 8 bits have the least mean square error.</summary>
    LeastError,
}

/// <summary>How a network is quantized.</summary>
/// <param name="Method">Of the ranges of feature maps.</param>
/// <param name="BiasCorrection">Biases make up for the mean error of rounded weights (Nagel et al., "Data-free quantization through weight equalization and bias correction", ICCV 2019).</param>
/// <param name="Equalize">Channels between two convolutions are balanced first, see <see cref="Equalizer"/>.</param>
public sealed record QuantizationOptions(CalibrationMethod Method = CalibrationMethod.MinMax, bool BiasCorrection = false, bool Equalize = false)
{
    /// <summary>Plain ranges.</summary>
    public static QuantizationOptions Default { get; } = new();

    /// <summary>The float network that is quantized.</summary>
    public Network Prepare(Network network) => Equalize ? Equalizer.Run(network) : network;
}
