using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Flow.Tests;

/// <summary>Each comparison along the flow notices when its sides differ.</summary>
public class VerificationPointTests
{
    [Fact]
    public void AnImportThatDiffersFromItsExporterIsReported()
    {
        var folder = Workspace.NewFolder();
        var scores = File.ReadAllLines(Workspace.Digits.ExpectedScores!);
        var changed = scores[3].Split(',');
        changed[4] = "0.125";
        scores[3] = string.Join(',', changed);
        File.WriteAllLines(Path.Combine(folder, "scores.csv"), scores);
        var design = Workspace.Digits with { ExpectedScores = Path.Combine(folder, "scores.csv") };

        var result = DesignBuild.Run(design, Path.Combine(folder, "out"), null, Stage.Golden, Workspace.Quiet);

        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("CIM0103", diagnostic.Code);
        Assert.Equal(ExitCode.Mismatch, diagnostic.Descriptor.ExitCode);
        Assert.Matches(@"image 2, score 4: \S+ where 0.125 is expected", diagnostic.Message);
        Assert.False(Directory.Exists(Path.Combine(folder, "out")));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Values that no proof looks at: the layer in which they go wrong is named.</summary>
    [Fact]
    public void MicrocodeThatComputesSomethingElseIsReportedWithItsLayer()
    {
        var result = RunChanged(i => i.Opcode == Opcode.VRq ? i with { Immediate = i.Immediate ^ 0x4000 } : i, core: 0);

        Assert.Equal("CIM0911", Assert.Single(result.Diagnostics).Code);
        Assert.Matches(@"image 0, layer 'conv1', output y \d+ x \d+ channel \d+: golden model -?\d+, integer reference -?\d+", result.Diagnostics[0].Message);
    }

    [Fact]
    public void AnOutputThatIsNotStoredIsReportedWithItsLayer()
    {
        var result = RunChanged(i => i.Opcode == Opcode.Store && i.Base != 3 ? Instruction.Add(0, 0, 0) : i, core: 0);

        Assert.Equal("CIM0911", Assert.Single(result.Diagnostics).Code);
        Assert.Contains("layer 'conv1'", result.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AGoldenModelThatDoesNotEndIsReported()
    {
        var result = RunChanged(i => i.Opcode == Opcode.Call ? Instruction.Add(0, 0, 0) : i, core: 0);

        Assert.Equal("CIM0912", Assert.Single(result.Diagnostics).Code);
        Assert.Matches(@"Deadlock after \d+ cycles: core 1 at pc \d+ 'wait [^']+' sees 0 in counter \d+ and wants \d+", result.Diagnostics[0].Message);
    }

    private static Result<GoldenResults> RunChanged(Func<Instruction, Instruction> change, int core)
    {
        var design = Workspace.Required(
            new DesignCompiler(Stage.Compare).Run(Workspace.Fpga.With(SyncScheme.Cyclic, SyncTransport.Bus, UnitMode.Blocking, images: 1)));
        var image = design.Image.Cores[core];
        var program = image.Program.Select(w => InstructionCodec.Encode(change(InstructionCodec.Decode(w))));
        var changed = design with { Image = design.Image with { Cores = design.Image.Cores.SetItem(core, image with { Program = [.. program] }) } };
        return GoldenResults.Run(changed, Stimulus.Random(design.Float.Shapes[design.Float.Inputs[0]], 1, 5), 0);
    }
}
