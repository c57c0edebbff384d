using System.CommandLine;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Core.Tables;
using CimGen.Flow;
using CimGen.Oracle;

namespace CimGen.Cli.Commands;

/// <summary><c>--check-onnxruntime</c>: holds the network of a design against ONNX Runtime, layer by layer.</summary>
internal sealed class OnnxRuntimeCheck
{
    private readonly Option<bool> _check = new("--check-onnxruntime") { Description = "Hold the import and the integers of each layer against ONNX Runtime." };

    public OnnxRuntimeCheck(Command command) => command.Add(_check);

    /// <summary>Compares, when that is wanted, on the design's images, and prints what differs.</summary>
    public IEnumerable<Diagnostic> Run(ParseResult parsed, BuiltDesign built)
    {
        if (!parsed.GetValue(_check))
        {
            return [];
        }

        var path = built.Design.Design.Network;
        if (!path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return [CliDiagnostics.BadOption("--check-onnxruntime takes designs with an ONNX network; this one's is in YAML")];
        }

        var result = OracleComparison.Run(path, built.Design.Network, [.. built.Stimulus.Images]);
        if (result.Value is { } comparison)
        {
            Print(comparison);
        }

        return result.Diagnostics;
    }

    private static void Print(OracleComparison comparison)
    {
        var table = new Table("layer", "values", "differ", "share", "largest");
        foreach (var l in comparison.Layers.Where(l => l.Different > 0))
        {
            table.Add(l.Layer, l.Values, l.Different, string.Create(CultureInfo.InvariantCulture, $"{100.0 * l.Different / l.Values:0.####} %"), l.Largest);
        }

        var (values, different) = (comparison.Layers.Sum(l => l.Values), comparison.Layers.Sum(l => l.Different));
        if (different > 0)
        {
            Console.Write(table.Aligned());
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"ONNX Runtime: {different:n0} of {values:n0} int8 values of {comparison.Layers.Length} layers on {comparison.Images} images differ ({(values == 0 ? 0 : 100.0 * different / values):0.####} %), by at most {comparison.Layers.Max(l => l.Largest)}; same largest output on {comparison.SameLargest} of {comparison.Images}"));
        if (comparison.Float is { } worst)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ONNX Runtime: the float import is off by at most {worst:g2} of the largest output"));
        }
    }
}
