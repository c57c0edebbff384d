using CimGen.Core.Diagnostics;
using CimGen.Core.Files;
using CimGen.Cosim;
using CimGen.Rtl;

namespace CimGen.Flow;

/// <summary>The first run of a design as a file that Perfetto opens, from the golden model's trace: that of the RTL is equal to it.</summary>
public static class TimelineFile
{
    /// <returns>What kept the file from being written; null when nothing did.</returns>
    public static Diagnostic? Write(string path, CompiledDesign design, GoldenResults golden)
    {
        try
        {
            WholeFile.Write(path, stream =>
            {
                using var timeline = new Timeline(stream, design.Image, design.LayerNames, design.Architecture.ClockMegahertz);
                var machine = design.Golden();
                machine.WriteInput(golden.Inputs[0]);
                machine.Run(0, timeline, GoldenResults.CycleLimit);
            });
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return RtlDiagnostics.CannotWrite(new SourceLocation(path), exception.Message.Split('\n')[0]);
        }
    }
}
