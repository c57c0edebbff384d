namespace CimGen.Flow.Tests;

/// <summary>
/// Faults in the strobes of stores: the comparison with the golden model reports every one of them. The host writes whole words; only stores of
/// cores write parts.
/// </summary>
public class StrobeFaultTests(StrobeFaultTests.RaggedFolder folder) : IClassFixture<StrobeFaultTests.RaggedFolder>
{
    [Fact]
    public void NothingIsReportedWithoutAFault() =>
        Assert.Empty(folder.Codes("rtl/cim_memory.v", text => text + "// A comment is no fault.\n"));

    [Theory]
    [InlineData("cim_ram", "if (wstrb_i[b])", "if (|wstrb_i)")]
    [InlineData("cim_lsu", "assign wstrb_o = lanes;", "assign wstrb_o = from_first;")]
    public void AFaultInTheVerilogIsReported(string module, string right, string wrong) => folder.AssertReported(module, right, wrong);

    /// <summary>Eleven kernels on crossbars of eight columns: stores begin and end within words of other values.</summary>
    public sealed class RaggedFolder() : FaultyFolder(path => ConnectedDesign.Build(ConnectedDesign.Compile(ConnectedDesign.Machine, kernels: 11), path, Images));
}
