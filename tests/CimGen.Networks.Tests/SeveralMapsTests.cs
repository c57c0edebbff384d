using CimGen.Core.Diagnostics;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Images;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Quantization;
using Google.Protobuf;
using static CimGen.Networks.Tests.BadInput;

namespace CimGen.Networks.Tests;

/// <summary>Networks with several inputs and outputs: an image is the values of all inputs, a result those of all outputs.</summary>
public class SeveralMapsTests
{
    private static readonly MapBundle Bundle = new([new FeatureShape(2, 1, 2), new FeatureShape(1, 1, 1), new FeatureShape(3, 1, 1)]);

    [Fact]
    public void ABundleIsSplitAndJoined()
    {
        int[] values = [0, 1, 2, 3, 4, 5, 6, 7];

        Assert.Equal(8, Bundle.Count);
        Assert.Equal([[0, 1, 2, 3], [4], [5, 6, 7]], Bundle.Split(values).ToArray());
        Assert.Equal(values, MapBundle.Join(Bundle.Split(values)));
        Assert.Equal([(0, 0), (0, 3), (1, 0), (2, 0), (2, 2)], new[] { 0, 3, 4, 5, 7 }.Select(Bundle.Locate));
        Assert.Equal("2x1x2 and 1x1x1 and 3x1x1", Bundle.ToString());
    }

    /// <summary>Each input has its own range and scale; a map that is returned is neither fused nor left out.</summary>
    [Fact]
    public void AnOnnxModelKeepsItsInputsAndOutputs()
    {
        var model = new OnnxModel(1, 1, 2, 2).Weights("w", [2, 1, 1, 1], 2, -3).Node("Conv", "x w c").Node("Relu", "c y").Node("Add", "c z s").Node("Flatten", "s f").Node("Softmax", "f p");
        model.Proto.Graph.Input.Add(Info("z", 1, 2, 2, 2));
        model.Proto.Graph.Output.Add([new ValueInfoProto { Name = "p" }, new ValueInfoProto { Name = "c" }]);

        var network = model.Read().Value!;

        Assert.Equal(["x", "z"], network.Inputs.ToArray());
        Assert.Equal(["y", "s", "c"], network.Outputs.Select(o => o.Map));
        Assert.Equal([HostFunction.None, HostFunction.Softmax, HostFunction.None], network.Outputs.Select(o => o.OnHost));
        float[] image = [1, 2, 3, 4, 100, 200, 300, 400, 500, 600, 700, 800];
        float[] results = [2, 0, 4, 0, 6, 0, 8, 0, 102, 197, 304, 394, 506, 591, 708, 788, 2, -3, 4, -6, 6, -9, 8, -12];
        Assert.Equal(results, network.OutputsOf(FloatExecutor.Run(network, image)));

        var quantized = Quantizer.Run(network, [image]).Value!;
        Assert.Equal(4 / 255.0, quantized.Tensor("x").Scale, 1e-6);
        Assert.Equal(800 / 255.0, quantized.Tensor("z").Scale, 1e-4);
        Assert.Equal([-64, -1, 63, 127], Quantizer.ToIntegers(quantized, image)[..4].Select(q => (int)q));
        Assert.Equal([-96, -64, -32, -1, 31, 63, 95, 127], Quantizer.ToIntegers(quantized, image)[4..].Select(q => (int)q));
    }

    [Fact]
    public void OutputsOfOneMapShareIt()
    {
        var model = new OnnxModel(1, 4).Node("Relu", "x y").Node("Identity", "y z");
        model.Proto.Graph.Output.Add([new ValueInfoProto { Name = "z" }, new ValueInfoProto { Name = "x" }]);

        using var folder = new TemporaryFolder();
        var network = NetworkReader.Read(folder.Write("m.onnx", model.Proto.ToByteArray())).Value!;

        Assert.Equal(["y", "y", "x:copy"], network.Outputs.Select(o => o.Map));
        Assert.Equal([0, 2, 0, 2, -1, 2], network.OutputsOf(FloatExecutor.Run(network, [-1, 2, -1, 2])).Where((_, i) => i % 4 < 2));
    }

    [Fact]
    public void YamlNamesInputsAndOutputs()
    {
        const string Layers = "layers:\n  - { type: add, name: s, inputs: [left, right] }\n  - { type: relu, name: r }\n  - { type: global-average-pool, name: m, input: left }\n";
        var network = Read($"name: n\ninputs: {{ left: [2, 3, 3], right: [2, 3, 3] }}\noutputs: [r, m]\n{Layers}").Value!;

        Assert.Equal(["left", "right"], network.Inputs.ToArray());
        Assert.Equal(["r", "m"], network.Outputs.Select(o => o.Map));
        Assert.Equal("2x3x3 and 2x1x1", network.OutputShapes.ToString());
        Assert.Equal(["m"], Read($"name: n\ninputs: {{ left: [2, 3, 3], right: [2, 3, 3] }}\n{Layers}").Value!.Outputs.Select(o => o.Map));
    }

    [Theory]
    [InlineData("inputs: {}", "CIM0306", "'inputs' has 0 values; write at least one name")]
    [InlineData("inputs: { a: [1, 2] }", "CIM0306", "'a' has 2 values; write [channels, height, width]")]
    [InlineData("input: [1, 1, 1]\ninputs: { a: [1, 1, 1] }", "CIM0307", "'input' beside 'inputs'; name all of them")]
    [InlineData("inputs: { a: [1, 1, 1] }\noutputs: [b]", "CIM0307", "no layer 'b' to return; name layers")]
    [InlineData("inputs: { a: [1, 1, 1] }\noutputs: []", "CIM0306", "'outputs' has 0 values")]
    public void WhatYamlCannotMeanIsReported(string maps, string code, string says) =>
        Assert.Contains(says, Assert.Single(AssertReported(Read($"name: n\n{maps}\nlayers:\n  - {{ type: relu }}\n"), code)).Message, StringComparison.Ordinal);

    /// <summary>A line or an array holds all inputs, each in its own order and meaning.</summary>
    [Fact]
    public void ImagesHoldAllInputs()
    {
        var formats = new InputFormats([InputFormat.Pixels, InputFormat.Pixels with { Low = -1, High = 1, Scale = new ChannelValues(1) }, InputFormat.Pixels with { Scale = new ChannelValues([1, 2, 3], SourceLocation.None) }]);
        using var folder = new TemporaryFolder();

        var image = LabelledImages.Read(folder.Write("images.csv", "7,0,51,102,255,-0.5,1,2,3\n"), Bundle, formats).Value!.Images[0];

        Assert.Equal([0, 0.4f, 0.2f, 1, -0.5f, 1, 4, 9], image);
        var refused = LabelledImages.Read(folder.Write("images.csv", "7,0,51,102,255,-2,1,2,3\n"), Bundle, formats);
        Assert.Contains("'-2' does not lie in -1..1", Assert.Single(AssertReported(refused, "CIM0308")).Message, StringComparison.Ordinal);
        refused = LabelledImages.Read(folder.Write("images.npy", Numpies.File("'|u1'", "(1, 2, 1, 2)", [0, 51, 102, 153])), Bundle, formats);
        Assert.Contains("the network takes [N, 8] (N, values of all inputs: 2x1x2 and 1x1x1 and 3x1x1)", Assert.Single(refused.Diagnostics).Message, StringComparison.Ordinal);
        var array = LabelledImages.Read(folder.Write("images.npy", Numpies.File("'|u1'", "(1, 8)", [0, 51, 102, 255, 1, 1, 2, 3])), Bundle, formats);
        Assert.Equal([0, 0.4f, 0.2f, 1, 1, 1, 4, 9], array.Value!.Images[0]);
    }

    [Fact]
    public void MoreThanTheDriverHoldsAreRefused()
    {
        var outputs = Enumerable.Range(0, MapBundle.Most + 1).Select(i => $"r{i}").ToList();
        var layers = string.Concat(outputs.Select(o => $"  - {{ type: relu, name: {o}, input: x }}\n"));
        Assert.Contains("33 outputs, and 32 are the most", Assert.Single(AssertReported(Read($"name: n\ninputs: {{ x: [1, 1, 1] }}\noutputs: [{string.Join(", ", outputs)}]\nlayers:\n{layers}"), "CIM0307")).Message, StringComparison.Ordinal);
    }

    private static ValueInfoProto Info(string name, params long[] dims)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(dims.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } } };
    }

    private static Result<Network> Read(string text)
    {
        using var folder = new TemporaryFolder();
        return NetworkReader.Read(folder.Write("n.yaml", text));
    }
}
