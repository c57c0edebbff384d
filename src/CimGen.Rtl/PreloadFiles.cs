using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Rtl.Kinds;

namespace CimGen.Rtl;

/// <summary>
/// The machine image as the memories of the Verilog hold it, word by word: what <c>$readmemh</c> gives them when <c>CIM_PRELOAD</c> is
/// defined. Only where the compute unit has memories that a bitstream loads.
/// </summary>
public static class PreloadFiles
{
    /// <summary>Folder of the files.</summary>
    public const string Folder = "preload/";

    /// <summary>Simulators warn of a file shorter than its memory unless it says where it begins.</summary>
    private const string Begin = "@0\n";

    /// <summary>One file for shared memory, one for each program, and one for each memory of each core's weights.</summary>
    public static IEnumerable<OutputFile> Render(RtlKinds kinds, Architecture architecture, MachineImage image)
    {
        var places = kinds.ComputeUnit.PreloadMemories(architecture.Compute);
        if (places == 0)
        {
            yield break;
        }

        yield return new OutputFile($"{Folder}memory.hex", Begin + Memory(architecture.Bus.WidthBytes, image.Memory));
        for (var core = 0; core < image.Cores.Length; core++)
        {
            var name = Number(core);
            var content = image.Cores[core];
            yield return new OutputFile(
                $"{Folder}program_{name}.hex",
                Begin + string.Concat(content.Program.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w:x16}\n"))));


            // Zeros for a core without weights.
            var weights = content.Weights.IsEmpty ? [.. new sbyte[architecture.Compute.Rows * architecture.Compute.Columns]] : content.Weights;
            var words = kinds.ComputeUnit.HostWords(architecture.Compute, weights);
            for (var place = 0; place < places; place++)
            {
                yield return new OutputFile(
                    $"{Folder}weights_{name}_{Number(place)}.hex",
                    Begin + ImageFiles.Words([.. words.Where((_, i) => i % places == place)]));
            }
        }
    }

    /// <summary>Bus words up to the last one that a segment reaches, the byte of the lowest address last.</summary>
    private static string Memory(int busBytes, ImmutableArray<MemorySegment> segments)
    {
        var end = segments.Select(s => s.Address + s.Bytes.Length).DefaultIfEmpty(0).Max();
        var bytes = new byte[(end + busBytes - 1) / busBytes * busBytes];
        foreach (var segment in segments)
        {
            segment.Bytes.CopyTo(bytes, segment.Address);
        }

        var text = new StringBuilder();
        foreach (var word in bytes.Chunk(busBytes))
        {
            Array.Reverse(word);
            text.Append(Convert.ToHexStringLower(word)).Append('\n');
        }

        return text.ToString();
    }

    private static string Number(int value) => value.ToString("d4", CultureInfo.InvariantCulture);
}
