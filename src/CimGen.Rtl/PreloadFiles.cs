using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Machines.Images;

namespace CimGen.Rtl;

/// <summary>
/// The machine image as the memories of the Verilog hold it, word by word: what <c>$readmemh</c> gives them when <c>CIM_PRELOAD</c> is
/// defined. Only for the emulated crossbar: the behavioural one stands for an array that no bitstream loads.
/// </summary>
public static class PreloadFiles
{
    /// <summary>Folder of the files.</summary>
    public const string Folder = "preload/";

    /// <summary>Simulators warn of a file shorter than its memory unless it says where it begins.</summary>
    private const string Begin = "@0\n";

    private const int WordBytes = 4;

    /// <summary>One file for shared memory, one for each program, and one for each memory of each core's weights.</summary>
    public static IEnumerable<OutputFile> Render(Architecture architecture, MachineImage image)
    {
        if (architecture.Crossbar.Implementation != CrossbarImplementation.Emulated)
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
            var words = Weights(architecture.Crossbar, content.Weights);
            var places = Math.Max(1, architecture.Crossbar.MacLanes / WordBytes);
            for (var place = 0; place < places; place++)
            {
                yield return new OutputFile(
                    $"{Folder}weights_{name}_{Number(place)}.hex",
                    Begin + string.Concat(words.Where((_, i) => i % places == place).Select(w => $"{w}\n")));
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

    /// <summary>In the order of the host's window; of a core without weights zeros.</summary>
    private static string[] Weights(Crossbar crossbar, ImmutableArray<sbyte> weights) =>
        ImageFiles.Weights(crossbar, weights.IsEmpty ? [.. new sbyte[crossbar.Rows * crossbar.Columns]] : weights)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Number(int value) => value.ToString("d4", CultureInfo.InvariantCulture);
}
