using System.Globalization;
using System.Text.Json.Nodes;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Cosim;
using CimGen.Flow.Designs;
using CimGen.Networks.Quantized;
using CimGen.Reports;
using CimGen.Rtl;
using CimGen.Rtl.Folders;
using CimGen.Rtl.Templates;

namespace CimGen.Flow;

/// <summary>Puts a compiled design into its folder: Verilog, microcode, images, golden results, dumps.</summary>
public static class DesignWriter
{
    /// <summary>What a co-simulation adds to the folder.</summary>
    private static readonly string[] AddedByCosim =
        [VerilatorModel.BuildLog, CosimRunner.WaveFile, .. ReportWriter.FileNames.Select(f => $"{ReportWriter.Folder}/{f}")];

    /// <summary>Version of the tool, in headers and the manifest.</summary>
    public static string ToolVersion => typeof(DesignWriter).Assembly.GetName().Version!.ToString(3);

    public static Result<IReadOnlyList<OutputFile>> Files(
        CompiledDesign design, GoldenResults? golden, IReadOnlyList<OutputFile> dumps, string? templateOverrides)
    {
        var engine = new TemplateEngine(new TemplateFolder(Resources.Templates, templateOverrides));
        var kinds = design.Design.Kinds.RtlOf(design.Architecture);
        var model = Rtl(design);
        return RtlGenerator.Run(engine, model).Then(verilog =>
        {
            var files = new List<OutputFile>(verilog);
            files.AddRange(ImageFiles.Render(kinds, design.Architecture, design.Image, design.LayerNames, model.DesignHex));
            files.AddRange(PreloadFiles.Render(kinds, design.Architecture, design.Image));
            files.AddRange(dumps);
            files.AddRange(Copies(Resources.Driver, "sw"));
            files.AddRange(Copies(Resources.Harness, "sim"));

            if (golden is not null)
            {
                files.Add(new OutputFile("stimulus/inputs.hex", string.Concat(golden.Inputs.Select(Hex))));
                files.Add(new OutputFile("golden/outputs.hex", string.Concat(golden.Outputs.Select(Hex))));
                files.Add(new OutputFile("golden/cycles.txt", string.Concat(golden.Cycles.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c}\n")))));
            }

            return FuseSocFile.Render(engine, ToolVersion, design.Design.Name, files.Select(f => f.Path)).Then(core =>
            {
                files.Add(core);
                files.Add(Manifest.Of(Facts(design), files, AddedByCosim));
                return Result.Success<IReadOnlyList<OutputFile>>(files);
            });
        });
    }

    /// <summary>The Verilog of a design before it is text.</summary>
    public static RtlModel Rtl(CompiledDesign design) => RtlModel.Of(
        ToolVersion,
        design.Architecture,
        new Wiring([.. design.Edges], design.Image.Links, design.Image.MulticastGroups),
        design.Design.Kinds.RtlOf(design.Architecture));

    private static IEnumerable<OutputFile> Copies(string source, string target) =>
        from path in Directory.EnumerateFiles(source).Order(StringComparer.Ordinal)
        where !path.EndsWith(TemplateFolder.Extension, StringComparison.Ordinal)
        select new OutputFile($"{target}/{Path.GetFileName(path)}", File.ReadAllText(path));

    /// <summary>The files of a flow that was stopped before the hardware.</summary>
    public static IReadOnlyList<OutputFile> Files(DesignFile design, IReadOnlyList<OutputFile> dumps) =>
        [.. dumps, Manifest.Of(Facts(design), dumps, AddedByCosim)];

    private static JsonObject Facts(DesignFile design) => new()
    {
        ["design"] = design.Name,
        ["tool"] = "CimGen",
        ["version"] = ToolVersion,
        ["architecture"] = design.Architecture.Name,
        ["scheme"] = EnumNames.Of(design.Architecture.Sync.Scheme),
        ["transport"] = EnumNames.Of(design.Architecture.Sync.Transport),
        ["units"] = design.Kinds.Spec.Show("units", design.Architecture),
        ["cores"] = design.Architecture.Cores,
    };

    private static JsonObject Facts(CompiledDesign design)
    {
        var facts = Facts(design.Design);
        facts["network"] = design.Network.Name;
        facts["batch"] = design.Schedule.Batch;
        facts["inputs"] = new JsonArray([.. design.Network.Inputs.Select(i => Facts(design.Network.Tensor(i)))]);
        facts["outputs"] = new JsonArray([.. design.Float.Outputs.Select(o =>
        {
            var output = Facts(design.Network.Tensor(o.Map));
            output["onHost"] = EnumNames.Of(o.OnHost);
            return output;
        })]);
        facts["coresUsed"] = design.Schedule.Placement.CoresUsed;
        facts["largestProgramBytes"] = design.LargestProgramBytes;
        facts["memoryBytesUsed"] = design.Schedule.Memory.Bytes;
        return facts;
    }

    private static JsonObject Facts(QuantizedTensor map) => new()
    {
        ["name"] = map.Name,
        ["channels"] = map.Shape.Channels,
        ["height"] = map.Shape.Height,
        ["width"] = map.Shape.Width,
        ["scale"] = map.Scale,
        ["zeroPoint"] = map.ZeroPoint,
    };

    private static string Hex(sbyte[] values) => Convert.ToHexStringLower(Array.ConvertAll(values, v => (byte)v)) + "\n";
}
