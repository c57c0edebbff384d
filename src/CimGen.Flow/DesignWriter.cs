using System.Globalization;
using System.Text.Json;
using CimGen.Core.Diagnostics;
using CimGen.Rtl;
using CimGen.Rtl.Templates;

namespace CimGen.Flow;

/// <summary>Puts a compiled design into its folder: Verilog, microcode, images, golden results, dumps.</summary>
public static class DesignWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Version of the tool, in headers and the manifest.</summary>
    public static string ToolVersion => typeof(DesignWriter).Assembly.GetName().Version!.ToString(3);

    public static Result<IReadOnlyList<OutputFile>> Files(
        CompiledDesign design, GoldenResults? golden, IReadOnlyList<OutputFile> dumps, string? templateOverrides)
    {
        var engine = new TemplateEngine(new TemplateFolder(Resources.Templates, templateOverrides));
        var wiring = new Wiring([.. design.Schedule.Edges()], design.Image.Links, design.Image.MulticastGroups);
        var rtl = RtlGenerator.Run(engine, ToolVersion, design.Architecture, wiring);
        return rtl.Then(verilog =>
        {
            var files = new List<OutputFile>(verilog);
            files.AddRange(ImageFiles.Render(design.Architecture, design.Image, design.LayerNames, RtlGenerator.DesignHex(ToolVersion, design.Architecture, wiring)));
            files.AddRange(PreloadFiles.Render(design.Architecture, design.Image));
            files.AddRange(dumps);
            files.AddRange(Copies(Resources.Driver, "sw"));
            files.AddRange(Copies(Resources.Harness, "sim"));

            if (golden is not null)
            {
                files.Add(new OutputFile("stimulus/inputs.hex", string.Concat(golden.Inputs.Select(Hex))));
                files.Add(new OutputFile("golden/outputs.hex", string.Concat(golden.Outputs.Select(Hex))));
                files.Add(new OutputFile("golden/cycles.txt", string.Concat(golden.Cycles.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c}\n")))));
            }

            return CoreFile.Render(engine, ToolVersion, design.Design.Name, files.Select(f => f.Path)).Then(core =>
            {
                files.Add(core);
                files.Add(new OutputFile("manifest.json", Manifest(design, files)));
                return Result.Success<IReadOnlyList<OutputFile>>(files);
            });
        });
    }

    private static IEnumerable<OutputFile> Copies(string source, string target) =>
        from path in Directory.EnumerateFiles(source).Order(StringComparer.Ordinal)
        where !path.EndsWith(TemplateFolder.Extension, StringComparison.Ordinal)
        select new OutputFile($"{target}/{Path.GetFileName(path)}", File.ReadAllText(path));

    private static string Manifest(CompiledDesign design, IEnumerable<OutputFile> files) => JsonSerializer.Serialize(
        new
        {
            design = design.Design.Name,
            tool = "CimGen",
            version = ToolVersion,
            network = design.Network.Name,
            architecture = design.Architecture.Name,
            scheme = design.Architecture.Sync.Scheme.ToString().ToLowerInvariant(),
            transport = design.Architecture.Sync.Transport.ToString().ToLowerInvariant(),
            units = design.Architecture.Units.ToString().ToLowerInvariant(),
            cores = design.Architecture.Cores,
            coresUsed = design.Schedule.Mapping.Layers.Max(l => l.FirstCore + l.CoreCount),
            largestProgramBytes = design.LargestProgramBytes,
            memoryBytesUsed = design.Schedule.Memory.Bytes,
            files = files.Select(f => f.Path).Order(StringComparer.Ordinal),
        },
        Indented) + "\n";

    private static string Hex(sbyte[] values) => Convert.ToHexStringLower(Array.ConvertAll(values, v => (byte)v)) + "\n";
}
