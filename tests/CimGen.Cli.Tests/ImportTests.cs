namespace CimGen.Cli.Tests;

/// <summary><c>cimgen import</c> prints a network as a table.</summary>
public sealed class ImportTests
{
    private const string Network =
        "name: n\ninput: [6, 9, 9]\nlayers:\n" +
        "  - { type: conv, name: a, kernels: 8, kernel: 3, padding: 1, stride: 2 }\n" +
        "  - { type: conv, name: b, kernels: 16, kernel: 3, groups: 8, relu: true }\n" +
        "  - { type: global-average-pool, name: p }\n" +
        "  - { type: linear, name: c, kernels: 5 }\n";

    [Fact]
    public void ANetworkIsATable()
    {
        using var folder = new TemporaryFolder();
        folder.Write("n.yaml", Network);

        var run = Cimgen.Run(folder.Root, "import", "n.yaml", "--crossbar", "32x16");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        var rows = run.Output.Split('\n').Select(l => l.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        Assert.Equal(["layer", "kind", "input", "output", "window", "parameters", "MACs", "cores"], rows[0]);
        Assert.Equal(["a", "convolution", "6x9x9", "8x5x5", "3x3 stride 2x2 pad 1 1 1 1", "440", "10,800", "2 = 2 x 1"], rows[1]);
        Assert.Equal(["b", "depthwise convolution", "8x5x5", "16x3x3", "3x3", "160", "1,296", "3 = 1 x 3"], rows[2]);
        Assert.Equal(["p", "average pooling", "16x3x3", "16x1x1", "3x3", "0", "0"], rows[3]);
        Assert.Equal(["c", "fully connected", "16x1x1", "5x1x1", "1x1", "85", "80", "1 = 1 x 1"], rows[4]);
        Assert.Contains("parameters  685\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("cores       6 with crossbars of 32x16\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AllThatIsWrongIsSaid()
    {
        using var folder = new TemporaryFolder();
        folder.Write("n.yaml", Network.Replace("groups: 8", "groups: 3", StringComparison.Ordinal));

        var run = Cimgen.Run(folder.Root, "import", "n.yaml", "--crossbar", "33x16");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("n.yaml(5,60): error CIM0306", run.Errors, StringComparison.Ordinal);
        Assert.Contains("error CIM0011: 'rows' is '33'", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("33")]
    [InlineData("x16")]
    [InlineData("16X16")]
    public void ASizeThatIsNoneIsRefused(string size)
    {
        using var folder = new TemporaryFolder();
        var run = Cimgen.Run(folder.Root, "import", "n.yaml", "--crossbar", size);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"--crossbar is '{size}'; write rows and columns as 256x256", run.Errors, StringComparison.Ordinal);
    }
}
