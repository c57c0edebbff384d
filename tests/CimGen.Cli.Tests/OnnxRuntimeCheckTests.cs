namespace CimGen.Cli.Tests;

/// <summary><c>--check-onnxruntime</c> and <c>cimgen quantize</c>, on the trained digits.</summary>
public sealed class OnnxRuntimeCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WithFloatRequantizationNoValueDiffers()
    {
        var run = Build("digits.onnx", "--requantization", "float32", "--check-onnxruntime");
        Assert.Equal((0, ""), (run.ExitCode, string.Join('\n', run.ErrorLines)));
        Assert.Matches("ONNX Runtime: 0 of 82,020 int8 values of 6 layers on 10 images differ .*; same largest output on 10 of 10\n", run.Output);
        Assert.Matches("ONNX Runtime: the float import is off by at most [0-9.]+e-0[6-9] of the largest output", run.Output);
    }

    [Fact]
    public void FixedRequantizationIsOneStepOffInFewValues()
    {
        var run = Build("digits.onnx", "--check-onnxruntime");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"ONNX Runtime: \d{1,2} of 82,020 int8 values of 6 layers on 10 images differ \(0\.0.* %\), by at most 1; ", run.Output);
    }

    /// <summary>What is written is read again without calibration, and is the same.</summary>
    [Fact]
    public void AWrittenModelIsTheSameNetwork()
    {
        File.Copy(Repository.File("examples/digits/digits.onnx"), _folder.Path("digits.onnx"));
        var written = Cimgen.Run(_folder.Root, "quantize", "digits.onnx", "--calibration", Repository.File("examples/digits/calibration.csv"), "--method", "least-error", "--bias-correction", "--equalize");
        Assert.Equal((0, ""), (written.ExitCode, string.Join('\n', written.ErrorLines)));
        Assert.Matches(@"/classifier/Gemm +10x1x1 +[34]\d\.\d dB +0\.99", written.Output);
        Assert.Matches(@"digits\.int8\.onnx: [\d,]+ bytes", written.Output);
        var run = Build("digits.int8.onnx", "--requantization", "float32", "--check-onnxruntime");
        Assert.Equal((0, ""), (run.ExitCode, string.Join('\n', run.ErrorLines)));
        Assert.Contains("ONNX Runtime: 0 of 82,020 int8 values", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("float import", run.Output, StringComparison.Ordinal);
        var again = Cimgen.Run(_folder.Root, "quantize", "digits.int8.onnx", "--calibration", Repository.File("examples/digits/calibration.csv"));
        Assert.Equal(1, again.ExitCode);
        Assert.Matches("error CIM0315: the model is quantized already; give the float model", Assert.Single(again.ErrorLines));
    }

    /// <summary>A version of the format that only CimGen does not mind.</summary>
    [Fact]
    public void AModelThatOnnxRuntimeRefusesIsReported()
    {
        var bytes = File.ReadAllBytes(Repository.File("examples/digits/digits.onnx"));
        Assert.Equal(8, bytes[0]);
        bytes[1] = 99;
        File.WriteAllBytes(_folder.Path("digits.onnx"), bytes);
        var run = Build("digits.onnx", "--check-onnxruntime");
        Assert.Equal(3, run.ExitCode);
        Assert.Matches("digits.onnx: error CIM0950: ONNX Runtime says: .*; run without --check-onnxruntime", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void ThereHaveToBeImagesToCalibrateWith()
    {
        var run = Cimgen.Run(_folder.Root, "quantize", Repository.File("examples/digits/digits.onnx"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("give --calibration FILE", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private Finished Build(string network, params string[] options)
    {
        if (!File.Exists(_folder.Path(network)))
        {
            File.Copy(Repository.File($"examples/digits/{network}"), _folder.Path(network));
        }

        File.WriteAllText(_folder.Path("design.yaml"), $"name: d\nnetwork: {network}\narchitecture: {Repository.File("examples/architectures/digits-32x32.yaml")}\ncalibration: {Repository.File("examples/digits/calibration.csv")}\nimages: {Repository.File("examples/digits/test.csv")}\n");
        return Cimgen.Run(_folder.Root, ["build", "design.yaml", "--out", "out", .. options]);
    }
}
