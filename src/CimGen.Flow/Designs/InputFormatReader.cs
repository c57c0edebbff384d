using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Networks;
using CimGen.Networks.Images;
using CimGen.Networks.Yaml;

namespace CimGen.Flow.Designs;

/// <summary>Reads <c>input</c> of a design file: what the values in image files are.</summary>
internal static class InputFormatReader
{
    private const double Most = 1e9;
    private const double Least = 1e-9;

    private static readonly ListForm Range = new("[lowest, highest value in the files]", 2);

    /// <returns>Something of use only when <paramref name="bag"/> has no error.</returns>
    public static InputFormat Read(YamlMap? map, DiagnosticBag bag)
    {
        var pixels = InputFormat.Pixels;
        if (map is null)
        {
            return pixels;
        }

        var layout = map.OptionalEnum<InputLayout>("layout");
        var range = Range.Numbers(map, "range", -Most, Most, bag);
        var mean = ReadChannels(map, "mean", -Most, bag) ?? pixels.Mean;
        var scale = ReadChannels(map, "scale", Least, bag) ?? pixels.Scale;
        if (range.IsEmpty)
        {
            return pixels with { Layout = layout, Mean = mean, Scale = scale };
        }

        if (range[0] >= range[1])
        {
            bag.Add(FlowDiagnostics.InputFormat(map.LocationOf("range"), "the range does not go from a lower to a higher value", "write [lowest, highest]"));
        }
        else if (!map.Has("scale") && (range[0], range[1]) != (pixels.Low, pixels.High))
        {
            // Division by 255 is right for pixels alone, and any other guess would be one, too.
            bag.Add(FlowDiagnostics.InputFormat(map.LocationOf("range"), "values that are no pixels 0..255 need a scale", "add 'scale: 1' if the network gets them as they are"));
        }

        return new InputFormat(layout, range[0], range[1], mean, scale);
    }

    private static ChannelValues? ReadChannels(YamlMap map, string key, double min, DiagnosticBag bag)
    {
        if (map.OptionalOneOrMore(key) is not { } list)
        {
            return null;
        }

        if (list.Items.IsEmpty)
        {
            bag.Add(NetworkDiagnostics.ListLength(list.Location, key, 0, "one number, or one for each input channel"));
        }

        return new ChannelValues(list.Numbers(min, Most), list.Location);
    }
}
