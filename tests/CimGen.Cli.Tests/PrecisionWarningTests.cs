namespace CimGen.Cli.Tests;

/// <summary>A layer whose integers are worth little is named on stderr; the exit code stays 0.</summary>
public sealed class PrecisionWarningTests
{
    [Theory]
    [InlineData("build")]
    [InlineData("cosim", "--stop-after", "verilator")]
    public void ALostSignalIsAWarning(params string[] command)
    {
        using var design = new SampleDesign();
        design.Write("network.yaml", "name: n\ninput: [2, 3, 3]\nlayers:\n  - { type: conv, name: up, kernels: 2, kernel: 1, bias: up.npy }\n  - { type: conv, name: back, kernels: 2, kernel: 1, weights: one.npy, bias: down.npy }\n");
        Array(design, "one.npy", "(2, 1, 1, 2)", 1, 0, 0, 1);
        Array(design, "up.npy", "(2,)", 1000, 1000);
        Array(design, "down.npy", "(2,)", -1000, -1000);

        // The harness is not built: a stand-in for Verilator says that it is there, and leaves an executable.
        var verilator = design.Write("verilator", "#!/bin/sh\n[ \"$1\" = --version ] && exec echo 'Verilator 5.006'\nwhile [ \"$1\" != --Mdir ]; do shift; done\ncp /bin/true \"$2/Vcim_top\"\necho > \"$2/Vcim_top.h\"\necho 'Vcim_top: ;' > \"$2/Vcim_top.mk\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(verilator, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var run = Cimgen.Run(design.Root, [("VERILATOR", verilator)], [command[0], "design.yaml", "--out", "out", .. command[1..]]);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^network\.yaml\(5,5\): warning CIM0404: feature map 'back' is -?\d+\.\d dB above its quantization noise, .*; train", Assert.Single(run.ErrorLines));
        Assert.True(File.Exists(design.Path("out/manifest.json")));
    }

    private static void Array(SampleDesign design, string name, string shape, params float[] values)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n";
        using var file = new BinaryWriter(File.Create(design.Path(name)));
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header.Select(c => (byte)c)]);
        System.Array.ForEach(values, file.Write);
    }
}
