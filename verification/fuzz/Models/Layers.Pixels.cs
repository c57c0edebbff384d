namespace CimGen.Fuzz.Models;

/// <content>Maps with their channels last, as exporters of TensorFlow and Keras write them.</content>
internal sealed partial class Layers
{
    // The model takes images pixel by pixel.
    private bool _pixels;

    private Value OfPixels(string name, long channels, long height, long width)
    {
        model.Form("input of pixels");
        _pixels = true;
        return new Value(name, [1, height, width, channels], (channels, height, width));
    }

    /// <summary>What normalizes the pixels, then the Transpose in front of the first layer, or for one channel a Reshape.</summary>
    private Value ChannelsToFront(Value input)
    {
        var (c, h, w) = input.Map;
        if (model.Chance(0.3))
        {
            long[] shape = model.Chance(0.5) ? [] : [c];
            input = Same(input, model.Node(model.Choose("Mul", "Sub"), [input.Name, _constants.Floats([.. shape], model.Values(Tensors.Count(shape)))]));
        }

        if (c == 1 && h > 1 && model.Chance(0.5))
        {
            model.Form("pixels of one channel, reshaped");
            return Value.OfMap(ReshapeTo(input.Name, [1, 1, h, w]), 1, h, w);
        }

        return Value.OfMap(Turn(input.Name, 0, 3, 1, 2), c, h, w);
    }

    /// <summary>A piece of the network between two transpositions, or up to its end.</summary>
    private Value? ByPixels(Value input)
    {
        var (c, h, w) = (input.Shape[1], input.Shape[2], input.Shape[3]);
        var view = new Value(Turn(input.Name, 0, 2, 3, 1), [1, h, w, c], (c, h, w));
        for (var i = model.Random.Next(4); i > 0; i--)
        {
            view = OnPixels(view);
        }

        (c, h, w) = view.Map;
        switch (model.Random.Next(4))
        {
            case 0:
                model.Form("pixels flattened for a matrix");
                return Gemm(new Value(model.Chance(0.5) ? model.Node("Flatten", [view.Name]) : ReshapeTo(view.Name, [1, -1]), [1, view.Count], (view.Count, 1, 1)));
            case 1:
                model.Form("mean of pixels");
                return Value.OfFeatures(MeanOfPixels(view, keeps: false), c);
            case 2 when h > 1 || w > 1:
                model.Form("Pad of pixels");
                var pads = new long[] { 0, model.Random.Next(2), model.Random.Next(2), 0, 0, model.Random.Next(2), model.Random.Next(2), 0 };
                var padded = model.Opset < 11 ? model.Node("Pad", [view.Name], Attributes.Integers("pads", pads)) : model.Node("Pad", [view.Name, _constants.Integers([8], pads)]);
                var weights = Weights(2, c, 1, 1);
                return Value.OfMap(model.Node("Conv", [Turn(padded, 0, 3, 1, 2), weights]), 2, h + pads[1] + pads[5], w + pads[2] + pads[6]);
            default:
                return Value.OfMap(Turn(view.Name, 0, 3, 1, 2), c, h, w);
        }
    }

    private Value OnPixels(Value view)
    {
        var (c, h, w) = view.Map;
        switch (model.Random.Next(7))
        {
            case 0:
                return Same(view, Activation(view));
            case 1:
                long[] shape = model.Choose<long[]>([c], [1, c], [1, 1, c], [1, 1, 1, c], []);
                model.Form("constant on pixels");
                return Same(view, model.Node(model.Choose("Add", "Mul", "Sub"), [view.Name, _constants.Floats([.. shape], model.Values(Tensors.Count(shape), 0.2, 1.5))]));
            case 2 when view.Count is > 1 and < 500:
                // Of a single value it is open which axis is which.
                var axis = model.Random.Next(1, 4);
                model.Form("Concat of pixels");
                var (more, map) = (axis == 1 ? (c, 2 * h, w) : axis == 2 ? (c, h, 2 * w) : (2 * c, h, w), view.Shape.SetItem(axis, 2 * view.Shape[axis]));
                return new Value(model.Node("Concat", [view.Name, Activation(view)], Attributes.Integer("axis", axis)), map, more);
            case 3:
                model.Form("matrix on pixels");
                var kernels = (long)model.Random.Next(1, MostChannels);
                return new Value(model.Node("MatMul", [view.Name, Weights(c, kernels)]), [1, h, w, kernels], (kernels, h, w));
            case 4:
                model.Form("gate on pixels");
                return Same(view, model.Node("Mul", [view.Name, model.Node("Sigmoid", [MeanOfPixels(view, keeps: true)])]));
            case 5 when c > 1:
                model.Form("Slice of pixels");
                var from = model.Random.Next((int)c - 1);
                var sliced = model.Opset < 10
                    ? model.Node("Slice", [view.Name], Attributes.Integers("starts", from), Attributes.Integers("ends", c), Attributes.Integers("axes", 3))
                    : model.Node("Slice", [view.Name, _constants.Integers([1], from), _constants.Integers([1], c), _constants.Integers([1], 3)]);
                return new Value(sliced, [1, h, w, c - from], (c - from, h, w));
            default:
                return Same(view, model.Node("Add", [Activation(view), view.Name]));
        }
    }

    private string MeanOfPixels(Value view, bool keeps)
    {
        var keep = Attributes.Integer("keepdims", keeps ? 1 : 0);
        return model.Opset < 18 ? model.Node("ReduceMean", [view.Name], Attributes.Integers("axes", 1, 2), keep) : model.Node("ReduceMean", [view.Name, _constants.Integers([2], 1, 2)], keep);
    }

    private string Turn(string name, params long[] order) => model.Node("Transpose", [name], Attributes.Integers("perm", order));

    private string ReshapeTo(string name, params long[] shape) => model.Node("Reshape", [name, _constants.Initializer("shape", Tensors.Int64, [shape.Length], Array.ConvertAll(shape, s => (float)s))]);
}
