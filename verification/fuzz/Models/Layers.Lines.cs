namespace CimGen.Fuzz.Models;

/// <content>Lines [1, C, W].</content>
internal sealed partial class Layers
{
    /// <summary>A map of one row as a line, layers on that, and back.</summary>
    private Value Line(Value input)
    {
        var row = input.Shape[2] == 1 ? input.Name : model.Node("MaxPool", [input.Name], Attributes.Integers("kernel_shape", input.Shape[2], 1));
        return BackToMap(OnLine(new Value(ReshapeNode(row, [1, input.Shape[1], -1]), [1, input.Shape[1], input.Shape[3]], (input.Shape[1], 1, input.Shape[3]))));
    }

    private Value BackToMap(Value line) => model.Chance(0.5)
        ? Value.OfMap(ReshapeNode(line.Name, [1, line.Shape[1], 1, line.Shape[2]]), line.Shape[1], 1, line.Shape[2])
        : new Value(model.Node("Flatten", [line.Name]), [1, line.Count], line.Map);

    private Value OnLine(Value line)
    {
        model.Form("line");
        for (var i = model.Random.Next(1, 5); i > 0; i--)
        {
            line = NextOnLine(line) ?? line;
        }

        return line;
    }

    private Value? NextOnLine(Value line)
    {
        var (channels, width) = (line.Shape[1], line.Shape[2]);
        switch (model.Random.Next(9))
        {
            case 0 or 1:
                var (kernels, kernel, pad, stride) = ((long)model.Random.Next(1, MostChannels), (long)model.Random.Next(1, 4), (long)model.Random.Next(3), (long)model.Random.Next(1, 3));
                var room = width + (2 * pad) - kernel;
                return room < 0 ? null : OfLine(
                    model.Node("Conv", [line.Name, Weights(kernels, channels, kernel), Weights(kernels)], Attributes.Integers("pads", pad, pad), Attributes.Integers("strides", stride)), kernels, (room / stride) + 1);
            case 2 when width > 1:
                return OfLine(model.Node(model.Choose("MaxPool", "AveragePool"), [line.Name], Attributes.Integers("kernel_shape", 2), Attributes.Integers("strides", 2)), channels, width / 2);
            case 3:
                model.Form("Concat of lines");
                var axis = model.Choose(1, 2);
                var same = model.Node("Relu", [line.Name]);
                return OfLine(
                    model.Node("Concat", [line.Name, same], Attributes.Integer("axis", NegativeAxis(axis, 3))), channels * (axis == 1 ? 2 : 1), width * (axis == 2 ? 2 : 1));
            case 4:
                model.Form("ConvTranspose of a line");
                var per = (long)model.Random.Next(1, 4);
                return OfLine(model.Node("ConvTranspose", [line.Name, Weights(channels, per, 3)], Attributes.Integers("strides", 2), Attributes.Integers("pads", 1, 0)), per, (2 * (width - 1)) + 2);
            case 5 when width > 1:
                model.Form("Slice of a line");
                return SliceAlong3(line);
            case 6 when model.Opset == 10 || model.Opset >= 13:
                model.Form("Resize of a line");
                var scales = _constants.Scales(1, 1, 2);
                return OfLine(
                    model.Opset == 10
                        ? model.Node("Resize", [line.Name, scales])
                        : model.Node("Resize", [line.Name, "", scales], Attributes.Text("coordinate_transformation_mode", "asymmetric"), Attributes.Text("nearest_mode", "floor")),
                    channels, 2 * width);
            case 7 when width > 2:
                return OfLine(model.Node("AveragePool", [line.Name], Attributes.Integers("kernel_shape", 3), Attributes.Integers("pads", 1, 1)), channels, width);
            default:
                return Same(line, Plain(line.Name));
        }
    }

    private Value SliceAlong3(Value line)
    {
        var from = (long)model.Random.Next((int)line.Shape[2]);
        return OfLine(
            model.Opset < 10
                ? model.Node("Slice", [line.Name], Attributes.Integers("starts", from), Attributes.Integers("ends", 1 << 20), Attributes.Integers("axes", 2))
                : model.Node("Slice", [line.Name, _constants.Integers([1], from), _constants.Integers([1], 1 << 20), _constants.Integers([1], 2)]),
            line.Shape[1], line.Shape[2] - from);
    }

    private static Value OfLine(string name, long channels, long width) => new(name, [1, channels, width], (channels, 1, width));
}
