using CimGen.Networks.Graph;
using static CimGen.Networks.Tests.BadInput;

namespace CimGen.Networks.Tests;

/// <summary>Names of a file may hold anything; those of a network can be printed.</summary>
public sealed class PrintableNameTests
{
    private const string Nasty = "a\u001b[31m\r\nb\u202e\\u001b";
    private const string Clean = @"a\u001b[31m\u000d\u000ab\u202e\\u001b";

    [Fact]
    public void ANetworkHasPrintableNamesOnly()
    {
        var model = new OnnxModel(1, 2, 4, 4).Zeros("w", 1, 2, 1, 1)
            .Node("Conv", "x w c").Node("MaxPool", "c m", OnnxModel.Ints("kernel_shape", 1, 1)).Node("AveragePool", "m a", OnnxModel.Ints("kernel_shape", 1, 1)).Node("Add", "a c y");
        foreach (var node in model.Proto.Graph.Node)
        {
            node.Name = Nasty + node.Name;
            Rename(node.Input, node.Input.Select(n => n == "w" ? n : Nasty + n));
            Rename(node.Output, node.Output.Select(n => Nasty + n));
        }

        model.Proto.Graph.Input[0].Name = Nasty + model.Proto.Graph.Input[0].Name;
        model.Proto.Graph.Output[0].Name = Nasty + model.Proto.Graph.Output[0].Name;
        var network = model.Read().Value!;

        Assert.Equal(Clean + "x", network.Inputs[0]);
        Assert.Equal(4, network.Layers.Length);
        Assert.All(network.Shapes.Keys.Append(network.Outputs[0].Map), n => Assert.StartsWith(Clean, n, StringComparison.Ordinal));
        foreach (var layer in network.Layers)
        {
            Assert.StartsWith(Clean, layer.Name, StringComparison.Ordinal);
            Assert.All(layer.Inputs, i => Assert.Contains(i, network.Shapes));
            Assert.Contains(layer.Output, network.Shapes);
            Assert.Equal(layer.Inputs[0], layer switch { Convolution c => c.Input, MaxPooling p => p.Input, AveragePooling p => p.Input, _ => layer.Inputs[0] });
        }
    }

    [Fact]
    public void NamesThatDifferStayDifferent()
    {
        var network = new OnnxModel(1, 4).Node("Relu", "x a\u001b").Node("MaxPool", "x y").Proto;
        network.Graph.Node.RemoveAt(1);
        string[] names = ["a\u001b", @"a\u001b", @"a\\u001b", "a"];
        Assert.Distinct(names.Select(Core.Diagnostics.Printable.Name));
    }

    [Fact]
    public void ADiagnosticIsOneCleanLine()
    {
        var line = Assert.Single(AssertReported(new OnnxModel(1, 4).Node("Sm\u001b]0;title\u0007oft\nmax", "x y").Read(), "CIM0305")).ToString();
        Assert.DoesNotContain(line, char.IsControl);
        Assert.Contains(@"Sm\u001b]0;title\u0007oft\u000amax", line, StringComparison.Ordinal);
    }

    private static void Rename(Google.Protobuf.Collections.RepeatedField<string> names, IEnumerable<string> others)
    {
        var list = others.ToList();
        names.Clear();
        names.Add(list);
    }
}
