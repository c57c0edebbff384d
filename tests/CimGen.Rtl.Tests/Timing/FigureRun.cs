using System.Globalization;
using CimGen.Flow.Kinds;
using CimGen.Machines.Images;

namespace CimGen.Rtl.Tests.Timing;

/// <summary>Runs the programs of a figure on the Verilog of its machine, in Icarus.</summary>
internal static class FigureRun
{
    private const string Dump = """
        module timing_dump;
          initial begin
            $dumpfile("waves.vcd");
            $dumpvars(0, cim_tb.dut);
          end
        endmodule

        """;

    /// <summary>Bytes that shared memory begins with: each holds its address.</summary>
    private const int Known = 128;

    public static Waves Of(TimingFigure figure)
    {
        using var folder = new TemporaryFolder();
        var read = KindRegistry.Default.Spec.Read(folder.Write("machine.yaml", figure.Machine));
        Assert.True(read.Ok, string.Join('\n', read.Diagnostics));
        var wiring = new Wiring(
            [.. figure.Calls.Select(c => new SyncEdge(c[0], c[1], c[2]))],
            [.. figure.Links.Select(l => new LinkEdge(l[0], l[1]))],
            [.. figure.Groups.Select(g => new MulticastGroup([.. g], true))]);
        foreach (var (path, text) in Generated.Files(read.Value, wiring: wiring))
        {
            folder.Write(path, text);
        }

        Load(folder, figure);
        folder.Write("timing_dump.v", Dump);
        Programs.Require(folder.Root, "iverilog", "-g2005", "-DCIM_SIMULATION", "-o", "run.vvp", "-s", "cim_tb", "-s", "timing_dump", "sim/cim_tb.v", "timing_dump.v", "-f", "filelist.f");
        Assert.Contains("1 images", Programs.Require(folder.Root, "vvp", "-n", "run.vvp"), StringComparison.Ordinal);
        return new Waves(File.ReadLines(Path.Combine(folder.Root, "waves.vcd")), "dut", "clk_i");
    }

    /// <summary>What the testbench loads. Input and output are a byte that no program uses.</summary>
    private static void Load(TemporaryFolder folder, TimingFigure figure)
    {
        var listing = figure.Programs.Select((_, core) => $"program {core} microcode/{core}.hex")
            .Append("memory 0 memory/0.hex").Append($"input {Known} 1 1 1 1 1").Append($"output {Known} 1 1 1 1 1");
        folder.Write("simulation.txt", string.Join('\n', listing) + "\n");
        foreach (var (core, program) in figure.Programs.Index())
        {
            folder.Write($"microcode/{core}.hex", string.Concat(program.Select(i => Assembler.Encode(i).ToString("x16", CultureInfo.InvariantCulture) + "\n")));
        }

        folder.Write("memory/0.hex", string.Concat(Enumerable.Range(0, Known).Select(i => i.ToString("x2", CultureInfo.InvariantCulture))) + "\n");
        folder.Write("stimulus/inputs.hex", "00\n");
        folder.Write("golden/outputs.hex", "00\n");
        folder.Write("golden/cycles.txt", "1\n");
    }
}
