using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Rtl.Kinds;

namespace CimGen.Rtl;

/// <summary>The machine image as hexadecimal files, and simulation.txt, which tells the host what to load where.</summary>
public static class ImageFiles
{
    private const int BytesPerLine = 32;
    private const int WordDigits = 8;

    /// <param name="design">What the register DESIGN of the machine reads, in hexadecimal.</param>
    public static IEnumerable<OutputFile> Render(RtlKinds kinds, Architecture architecture, MachineImage image, IReadOnlyList<string> layerNames, string design)
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
            yield return new OutputFile($"microcode/core_{name}.lst", kinds.Controller.Listing(content, layerNames));

            // A compute unit powers up undefined, so unused ones get zeros too when they are read; they never are.
            if (!content.Weights.IsEmpty)
            {
                index.Append(CultureInfo.InvariantCulture, $"weights {core} weights/core_{name}.hex\n");
                yield return new OutputFile($"weights/core_{name}.hex", Words(kinds.ComputeUnit.HostWords(architecture.Compute, content.Weights)));
            }
        }

        for (var i = 0; i < image.Memory.Length; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"memory/segment_{i:d4}.hex");
            index.Append(CultureInfo.InvariantCulture, $"memory {image.Memory[i].Address} {path}\n");
            yield return new OutputFile(path, Bytes(image.Memory[i].Bytes));
        }

        index.AppendJoin("", image.Inputs.Select(i => Layout("input", i))).AppendJoin("", image.Outputs.Select(o => Layout("output", o)));
        yield return new OutputFile("simulation.txt", index.ToString());
    }

    /// <summary>The words that the host writes, a line each.</summary>
    internal static string Words(uint[] words) => string.Create(words.Length * (WordDigits + 1), words, static (text, all) =>
    {
        foreach (var word in all)
        {
            Convert.TryToHexStringLower([(byte)(word >> 24), (byte)(word >> 16), (byte)(word >> 8), (byte)word], text, out _);
            text[WordDigits] = '\n';
            text = text[(WordDigits + 1)..];
        }
    });

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
