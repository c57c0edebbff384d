using CimGen.Networks.Execution;
using CimGen.Networks.Graph;

namespace CimGen.Fuzz.Models;

/// <summary>Imported networks on images in ONNX's order (C, H, W).</summary>
internal static class Maps
{
    /// <summary>All outputs, one after another, with what the host computes at the end.</summary>
    public static float[] Run(Network network, float[] image)
    {
        var inputs = network.InputShapes;
        var maps = FloatExecutor.Run(network, MapBundle.Join([.. inputs.Split(image).Zip(inputs.Maps, (values, shape) => Transposed(values, shape, toMap: true))]));
        return MapBundle.Join([.. network.Outputs.Select(o => o.OnHost.Of(Transposed(maps[o.Map], network.Shapes[o.Map], toMap: false)))]);
    }

    /// <summary>Between ONNX's order and that of maps (H, W, C).</summary>
    private static float[] Transposed(float[] values, FeatureShape shape, bool toMap)
    {
        var area = shape.Height * shape.Width;
        var result = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var place = (i % area * shape.Channels) + (i / area);
            if (toMap)
            {
                result[place] = values[i];
            }
            else
            {
                result[i] = values[place];
            }
        }

        return result;
    }
}
