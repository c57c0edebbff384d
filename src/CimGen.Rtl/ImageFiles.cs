using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Rtl;

/// <summary>The machine image as hexadecimal files, and simulation.txt, which tells the host what to load where.</summary>
public static class ImageFiles
{
    private const int BytesPerLine = 32;

    /// <param name="design">What the register DESIGN of the machine reads, in hexadecimal.</param>
    public static IEnumerable<OutputFile> Render(Architecture architecture, MachineImage image, IReadOnlyList<string> layerNames, string design)
    {
        var index = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"design {design}\n"));
        for (var core = 0; core < image.Cores.Length; core++)
        {
            var name = core.ToString("d4", CultureInfo.InvariantCulture);
            var content = image.Cores[core];
            index.Append(CultureInfo.InvariantCulture, $"program {core} microcode/core_{name}.hex\n");
            yield return new OutputFile(
                $"microcode/core_{name}.hex",
                string.Concat(content.Program.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w:x16}\n"))));
            yield return new OutputFile($"microcode/core_{name}.lst", Listing(content, layerNames));

            // A crossbar powers up undefined, so unused ones get zeros too when they are read; they never are.
            if (!content.Weights.IsEmpty)
            {
                index.Append(CultureInfo.InvariantCulture, $"weights {core} weights/core_{name}.hex\n");
                yield return new OutputFile($"weights/core_{name}.hex", Weights(architecture.Crossbar, content.Weights));
            }
        }

        for (var i = 0; i < image.Memory.Length; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"memory/segment_{i:d4}.hex");
            index.Append(CultureInfo.InvariantCulture, $"memory {image.Memory[i].Address} {path}\n");
            yield return new OutputFile(path, Bytes(image.Memory[i].Bytes));
        }

        index.Append(Layout("input", image.Input)).Append(Layout("output", image.Output));
        yield return new OutputFile("simulation.txt", index.ToString());
    }

    /// <summary>
    /// Weights [R][C] as 32-bit words in the order of the crossbar's memory: [column / lanes][row][column % lanes], with all
    /// columns as lanes for the behavioural crossbar.
    /// </summary>
    public static string Weights(Crossbar crossbar, ImmutableArray<sbyte> weights)
    {
        var lanes = crossbar.Implementation == CrossbarImplementation.Emulated ? crossbar.MacLanes : crossbar.Columns;
        var text = new StringBuilder();
        for (var word = 0; word < crossbar.Rows * crossbar.Columns; word += 4)
        {
            for (var b = 3; b >= 0; b--)
            {
                var position = word + b;
                var row = position / lanes % crossbar.Rows;
                var column = (position / lanes / crossbar.Rows * lanes) + (position % lanes);
                text.Append(((byte)weights[(row * crossbar.Columns) + column]).ToString("x2", CultureInfo.InvariantCulture));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Listing(CoreImage core, IReadOnlyList<string> layerNames)
    {
        var text = new StringBuilder();
        var layer = -2;
        for (var pc = 0; pc < core.Program.Length; pc++)
        {
            var note = core.Notes[pc];
            if (note.Layer != layer)
            {
                layer = note.Layer;
                text.Append(CultureInfo.InvariantCulture, $"; {(layer < 0 ? "end" : $"layer {layer}: {layerNames[layer]}")}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{pc,4}  {core.Program[pc]:x16}  {Disassembler.Format(core.Program[pc]),-40}");
            text.Append(note.Comment.Length > 0 ? $" ; {note.Comment}" : string.Empty);
            while (text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Bytes(ImmutableArray<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 3);
        for (var i = 0; i < bytes.Length; i += BytesPerLine)
        {
            text.Append(Convert.ToHexStringLower(bytes.AsSpan(i, Math.Min(BytesPerLine, bytes.Length - i)))).Append('\n');
        }

        return text.ToString();
    }

    private static string Layout(string kind, FeatureLayout l) => string.Create(
        CultureInfo.InvariantCulture, $"{kind} {l.Address} {l.Channels} {l.Height} {l.Width} {l.PixelPitch} {l.RowPitch}\n");
}
