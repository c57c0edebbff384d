using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Images;

/// <summary>Order of an image's values in a file.</summary>
public enum InputLayout
{
    /// <summary>Channel by channel, each row by row.</summary>
    Chw,

    /// <summary>Pixel by pixel, the channels of each together.</summary>
    Hwc,
}

/// <summary>A number for all channels, or one for each.</summary>
/// <param name="At">Where it is declared.</param>
public sealed record ChannelValues(ImmutableArray<double> Values, SourceLocation At)
{
    public ChannelValues(double all)
        : this([all], SourceLocation.None)
    {
    }

    public double this[int channel] => Values[Values.Length == 1 ? 0 : channel];
}

/// <summary>
/// What the values in image files are, and what the network gets for them: (value - mean) * scale, by channel.
/// </summary>
/// <param name="Layout">Null: the order in which the network takes them.</param>
/// <param name="Low">No value is less.</param>
/// <param name="High">No value is more.</param>
/// <param name="Scale">Null: a pixel is divided by 255, unless the network takes bytes.</param>
public sealed record InputFormat(InputLayout? Layout, double Low, double High, ChannelValues Mean, ChannelValues? Scale)
{
    /// <summary>Pixels 0..255 in the network's order; the network gets pixel / 255, or the pixel where it takes bytes.</summary>
    public static InputFormat Pixels { get; } = new(null, 0, 255, new ChannelValues(0), null);

    /// <summary>Whether the network takes whole numbers 0..255.</summary>
    public bool GivesBytes { get; init; }

    /// <summary>With what an input of the network takes, where nothing is declared.</summary>
    public InputFormat For(Network network, int input) => this with
    {
        Layout = Layout ?? (network.InputOrders[input].IsChannelFirst ? InputLayout.Chw : InputLayout.Hwc),
        GivesBytes = network.ByteInputs.Contains(network.Inputs[input]),
    };

    /// <summary>What the network gets for a value of a file.</summary>
    public float Real(double value, int channel)
    {
        var real = (value - Mean[channel]) * (Scale?[channel] ?? (GivesBytes ? 1 : 1 / 255.0));
        return (float)(GivesBytes ? Math.Clamp(Math.Round(real), byte.MinValue, byte.MaxValue) : real);
    }

    /// <summary>Where value <paramref name="index"/> of a file's image goes in HWC order.</summary>
    public int Place(int index, FeatureShape shape)
    {
        var area = shape.Height * shape.Width;
        return Layout == InputLayout.Hwc ? index : (index % area * shape.Channels) + (index / area);
    }

    /// <summary>Whether there are as many values as the network has channels; otherwise an error in <paramref name="bag"/>.</summary>
    public bool Fits(FeatureShape shape, DiagnosticBag bag)
    {
        foreach (var (key, list) in new[] { ("mean", Mean), ("scale", Scale) }.Where(l => l.Item2 is { Values.Length: not 1 } list && list.Values.Length != shape.Channels))
        {
            bag.Add(NetworkDiagnostics.ListLength(list!.At, key, list.Values.Length, $"one number, or one for each of the network's {shape.Channels} input channels"));
        }

        return !bag.HasErrors;
    }
}
