using CimGen.Networks.Onnx.Format;

namespace CimGen.Fuzz.Models;

/// <summary>Appends layers, each in one of its forms, to one of the values that are there.</summary>
internal sealed partial class Layers(ModelWriter model)
{
    private const int LargestMap = 10, MostFeatures = 20, MostChannels = 5;

    /// <summary>What is said of maps whose axes have moved.</summary>
    private const string Moved = "[Tt]ranspose|reshaped|along axis|shape|renames";

    private readonly Constants _constants = new(model);
    private readonly Expressions _expressions = new(model, new Constants(model));
    private readonly List<Value> _values = [];

    public Value Input()
    {
        var input = model.Chance(0.1) ? OfPixels(model.Name("x"), model.Random.Next(1, MostChannels), model.Random.Next(1, LargestMap), model.Random.Next(1, LargestMap)) : model.Chance(0.07) ? OfLine(model.Name("x"), model.Random.Next(1, MostChannels), model.Random.Next(1, MostFeatures)) : model.Chance(0.85)
            ? Value.OfMap(model.Name("x"), model.Random.Next(1, MostChannels), model.Random.Next(1, LargestMap), model.Random.Next(1, LargestMap))
            : Value.OfFeatures(model.Name("x"), model.Random.Next(1, MostFeatures));
        object[] dims = [.. input.Shape.Cast<object>()];
        if (model.Chance(0.15))
        {
            model.Form("batch without a number");
            dims[0] = model.Choose("N", "batch_size", "");
        }
        else if (model.May("size without a number", "shape|size", 0.03))
        {
            dims[^1] = "W";
        }

        model.Graph.Input.Add(Tensors.Info(input.Name, Tensors.Float, dims));
        if (model.May("input without a shape", "shape", 0.03))
        {
            model.Graph.Input[^1].Type.TensorType.Shape = null;
        }

        _values.Add(input.Shape.Length == 3 ? BackToMap(OnLine(input)) : _pixels ? ChannelsToFront(input) : input);
        return input;
    }

    /// <summary>One more layer, mostly behind the last value.</summary>
    public void Next()
    {
        var first = model.Graph.Node.Count;
        var input = model.Chance(0.85) ? _values[^1] : model.Choose<Value>(_values.ToArray());
        var output = input.IsMap ? OnMap(input) : OnFeatures(input);
        if (output is null)
        {
            return;
        }

        var dead = model.Chance(0.05);
        if (dead)
        {
            model.Form("dead branch");
        }
        else
        {
            _values.Add(output);
        }

        var written = model.Graph.Node.Skip(first).SelectMany(n => n.Output).ToHashSet();
        if (model.Chance(0.15) && _values.All(v => v.Name == output.Name || !written.Contains(v.Name)))
        {
            Functions.Wrap(model, first, output.Name);
        }
    }

    /// <summary>Names the output, and adds what does not matter.</summary>
    public void Finish()
    {
        var output = _values[^1];
        if (output.Shape.Length == 2 && model.Chance(0.1))
        {
            var type = model.Choose("Softmax", "LogSoftmax");
            model.Form($"{type} at the end");
            output = output with { Name = model.Node(type, [output.Name], model.Chance(0.5) ? Attributes.Integer("axis", NegativeAxis(1, 2)) : null) };
        }
        else if (_values.Count == 1)
        {
            output = output with { Name = model.Node("Identity", [output.Name]) };
        }

        model.Graph.Output.Add(model.Chance(0.7)
            ? Tensors.Info(output.Name, Tensors.Float, [.. output.Shape.Cast<object>()])
            : new() { Name = output.Name, Type = new() { TensorType = new() { ElemType = Tensors.Float } } });
        if (_values.Count > 2 && model.Chance(0.1))
        {
            model.Form("several outputs");
            model.Graph.Output.Add(Tensors.Info(_values[1].Name, Tensors.Float, [.. _values[1].Shape.Cast<object>()]));
        }

        if (model.Chance(0.1))
        {
            model.Form("opset of a domain that no node has");
            model.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 2 });
        }

        if (model.Chance(0.2))
        {
            model.Form("value_info");
            model.Graph.ValueInfo.Add(_values.Skip(1).Where(v => v.Name != output.Name).Select(v => Tensors.Info(v.Name, Tensors.Float, [.. v.Shape.Cast<object>()])));
        }

        if (model.Chance(0.1))
        {
            var type = model.Choose(Tensors.Bool, Tensors.Uint8, Tensors.String, Tensors.Half);
            model.Form($"unused tensor of type {type}");
            model.Graph.Initializer.Add(Tensors.Make(model.Name("unused"), type, [2], [1, 0], raw: type != Tensors.String && model.Chance(0.5)));
            if (model.Model.IrVersion < 4)
            {
                model.Graph.Input.Add(Tensors.Info(model.Graph.Initializer[^1].Name, type, 2));
            }
        }
    }

    private Value? OnMap(Value input) => model.Random.Next(48) switch
    {
        < 5 => Convolution(input),
        < 8 => Pooling(input, "MaxPool"),
        < 10 => Pooling(input, "AveragePool"),
        10 => model.Chance(0.7) ? GlobalAverage(input) : GlobalMaximum(input),
        11 => Mean(input),
        12 or 13 => Same(input, Activation(input)),
        14 or 15 => WithConstant(input),
        16 => AddValue(input),
        17 or 18 => Normalization(input),
        19 => Same(input, Copy(input)),
        20 or 21 => Flatten(input),
        22 => model.Chance(0.7) ? ReshapedToFlat(input) : Squeezed(input),
        23 => Padded(input),
        24 => MatrixOnMap(input),
        25 or 26 => View(input),
        27 => FlattenedByShape(input),
        28 => PerValueThenGemm(input),
        < 33 => Function(input),
        33 or 34 => MultiplyValue(input),
        < 38 => Concat(input),
        38 => model.Chance(0.5) ? DenseBlock(input) : UNet(input),
        39 => Split(input),
        40 or 41 => Slice(input),
        42 => model.Chance(0.5) ? Shuffle(input) : Turned(input),
        43 => Resized(input),
        44 or 45 => ConvolutionTransposed(input),
        46 => model.Chance(0.3) ? Line(input) : ByPixels(input),
        _ => model.Chance(0.5) ? ByPixels(input) : Foreign(input),
    };

    private Value? OnFeatures(Value input) => model.Random.Next(26) switch
    {
        < 4 => Gemm(input),
        < 6 => MatMul(input),
        6 or 7 => Same(input, Activation(input)),
        8 or 9 => WithConstant(input),
        10 => AddValue(input),
        11 => Normalization(input),
        12 or 13 => Same(input, Copy(input)),
        14 => Flatten(input),
        15 => ReshapedToMap(input),
        16 => model.Chance(0.5) ? Unsqueezed(input) : MeanOfFeatures(input),
        17 => View(input),
        18 => PerValueThenGemm(input),
        < 22 => Function(input),
        22 => MultiplyValue(input),
        23 => Concat(input),
        24 => model.Chance(0.4) ? Split(input) : model.Chance(0.5) ? Slice(input) : Turned(input),
        _ => Foreign(input),
    };

    /// <summary>Stored or computed.</summary>
    private string Weights(params long[] dims) =>
        model.Chance(0.3) ? _expressions.Floats([.. dims]) : _constants.Floats([.. dims], model.Values(Tensors.Count(dims)));

    private static Value Same(Value input, string output) => input with { Name = output };

    /// <summary>Operators that CimGen does not map.</summary>
    private Value? Foreign(Value input)
    {
        var type = model.Choose("Softmax", "Sin", "Round", "ReduceMax", "Transpose", "Concat");
        if ((type == "Round" && model.Opset < 11) || !model.May(type, type switch { "Transpose" => Moved, "Concat" => "Concat|is a constant", _ => type }, 0.5))
        {
            return null;
        }

        return type switch
        {
            "ReduceMax" => input.IsMap ? Value.OfMap(model.Node(type, [input.Name], Attributes.Integer("keepdims", 1)), 1, 1, 1) : null,
            "Transpose" when input.IsMap => Value.OfMap(model.Node(type, [input.Name], Attributes.Integers("perm", 0, 1, 3, 2)), input.Shape[1], input.Shape[3], input.Shape[2]),
            "Transpose" => Value.OfFeatures(ReshapeNode(model.Node(type, [input.Name]), [1, -1]), input.Count),
            "Concat" when model.Chance(0.5) => Joined(model.Node(type, [input.Name, input.Name], Attributes.Integer("axis", 0)), input),
            "Concat" => Joined(model.Node(type, [input.Name, _constants.Floats(input.Shape, model.Values(input.Count))], Attributes.Integer("axis", 1)), input),
            _ => Same(input, model.Node(type, [input.Name])),
        };
    }

    private Value Joined(string output, Value input) => Value.OfFeatures(ReshapeNode(output, [1, -1]), 2 * input.Count);
}
