using System.Globalization;
using System.Text;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Microcode.Build;

/// <summary>Programs as text, for the stage dump: index, word, instruction, and why it is there.</summary>
public static class MicrocodeListing
{
    private const int InstructionColumns = 60;

    public static string Text(MachineImage image)
    {
        var text = new StringBuilder();
        for (var i = 0; i < image.Cores.Length; i++)
        {
            var core = image.Cores[i];
            var layer = -1;
            text.Append(CultureInfo.InvariantCulture, $"core {i} {core.ProgramBytes} bytes\n");
            foreach (var (line, note) in Disassembler.Listing(core.Program).Zip(core.Notes))
            {
                if (note.Layer != layer && note.Layer >= 0)
                {
                    text.Append(CultureInfo.InvariantCulture, $"  layer {note.Layer}\n");
                }

                layer = note.Layer;
                text.Append(note.Comment.Length == 0 ? line : $"{line.PadRight(InstructionColumns)}; {note.Comment}").Append('\n');
            }
        }

        return text.ToString();
    }
}
