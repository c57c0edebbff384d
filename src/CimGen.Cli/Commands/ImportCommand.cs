using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using CimGen.Core.Diagnostics;
using CimGen.Core.Tables;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Networks;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Planning.Placement;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen import MODEL</c>: a network as a table, before anything is made of it, or all that is not supported in it.</summary>
public sealed partial class ImportCommand
{
    private readonly Argument<string> _model = new("model") { Description = "Network, .onnx or .yaml" };
    private readonly Option<string?> _architecture = new("--architecture") { Description = "Architecture (YAML) whose cores are counted [default: none]", HelpName = "file" };
    private readonly Option<string?> _crossbar = new("--crossbar") { Description = "Count cores with crossbars of this size instead [default: none]", HelpName = "ROWSxCOLUMNS" };

    private ImportCommand() => _crossbar.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string?>() is { } text && !Size().IsMatch(text))
        {
            result.AddError($"--crossbar is '{text}'; write rows and columns as 256x256");
        }
    });

    public static Command Create()
    {
        var options = new ImportCommand();
        var command = new Command("import", "Print a network as a table: shapes, parameters, multiplications, and the cores that it needs.")
        {
            options._model, options._architecture, options._crossbar,
        };
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var bag = new DiagnosticBag();
        var network = NetworkReader.Read(parsed.GetRequiredValue(_model));
        bag.AddRange(network.Diagnostics);
        var architecture = Architecture(parsed);
        bag.AddRange(architecture?.Diagnostics ?? []);
        if (!bag.HasErrors)
        {
            Print(network.Value!, architecture?.Value);
        }

        return ConsoleOutput.Print(bag.ToImmutable());
    }

    private Result<Architecture>? Architecture(ParseResult parsed)
    {
        var spec = KindRegistry.Default.Spec;
        if (parsed.GetValue(_crossbar) is { } size)
        {
            var sides = size.Split('x');
            return spec.Parse("--crossbar", $"name: import\ncores: 1\ncrossbar: {{ rows: {sides[0]}, columns: {sides[1]}, mac_lanes: 1 }}\nbus: {{ width_bytes: 4 }}\n");
        }

        return parsed.GetValue(_architecture) is { } file ? spec.Read(file) : null;
    }

    private static void Print(Network network, Architecture? architecture)
    {
        var layers = LayerSummary.Of(network);
        var cores = architecture is null ? null : CoreNeeds.PerLayer(NetworkOutline.Of(network), architecture, KindRegistry.Default.ComputeUnitOf(architecture).Planner);
        string[] columns = ["layer", "kind", "input", "output", "window", "parameters", "MACs"];
        var table = new Table(cores is null ? columns : [.. columns, "cores"]);
        foreach (var l in layers)
        {
            object[] row = [l.Name, l.Kind, string.Join(" + ", l.Inputs), l.Output.ToString(), l.Window, l.Parameters, l.Macs];
            table.Add(cores is null ? row : [.. row, cores.TryGetValue(l.Name, out var grid) ? Cores(grid) : ""]);
        }

        Console.Write(table.Aligned());
        Console.WriteLine();
        Console.WriteLine($"network     {network.Name}, {network.InputShapes} to {network.OutputShapes}, {layers.Length} layers");
        foreach (var (input, order) in network.Inputs.Zip(network.InputOrders).Where(i => !i.Second.IsChannelFirst))
        {
            Console.WriteLine($"images      {(network.Inputs.Length > 1 ? $"'{input}' " : string.Empty)}pixel by pixel, layout hwc");
        }

        foreach (var input in network.ByteInputs)
        {
            Console.WriteLine($"images      {(network.Inputs.Length > 1 ? $"'{input}' " : string.Empty)}bytes as they are, not divided by 255");
        }

        Console.WriteLine($"parameters  {Table.Readable(layers.Sum(l => l.Parameters))}");
        Console.WriteLine($"MACs        {Table.Readable(layers.Sum(l => l.Macs))} an image");
        if (cores is not null)
        {
            Console.WriteLine($"cores       {Table.Readable(cores.Values.Sum(g => g.Cores))} with {architecture!.Compute.Plural} of {architecture.Compute.Rows}x{architecture.Compute.Columns}");
        }
    }

    private static string Cores(BlockGrid grid) => string.Create(CultureInfo.InvariantCulture, $"{grid.Cores} = {grid.Vertical} x {grid.Horizontal}");

    [GeneratedRegex(@"^\d{1,4}x\d{1,4}$")]
    private static partial Regex Size();
}
