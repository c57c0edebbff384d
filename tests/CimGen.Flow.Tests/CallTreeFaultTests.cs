using CimGen.Architectures;

namespace CimGen.Flow.Tests;

/// <summary>Faults in the tree that carries CALLs: the comparison with the golden model reports every one of them.</summary>
public sealed class CallTreeFaultTests : IDisposable
{
    private readonly FaultyFolder _folder = new(folder =>
        CallStorm.Build(Workspace.Fpga.With(SyncScheme.Cyclic, SyncTransport.Tree, UnitMode.Overlapped, FaultyFolder.Images), folder));

    [Fact]
    public void NothingIsReportedWithoutAFault() =>
        Assert.Empty(_folder.Codes("rtl/cim_call_node.v", text => text + "// A comment is no fault.\n"));

    /// <summary>CALLs that meet, a CALL that meets one from above, a full register, and what the last run has left.</summary>
    [Theory]
    [InlineData("cim_call_node", "assign child_take_o = rising | turning;", "assign child_take_o = (rises || turns) ? child_valid_i : 4'd0;")]
    [InlineData("cim_call_node", ".enable_i (!down_valid_i),", ".enable_i (1'b1),")]
    [InlineData("cim_call_node", ".enable_i (!up_valid_q),", ".enable_i (1'b1),")]
    [InlineData("cim_sync", "call_ready_o[c] = !valid_q;", "call_ready_o[c] = 1'b1;")]
    [InlineData("cim_sync", "if (!rst_ni || clear_i) begin", "if (!rst_ni) begin")]
    public void AFaultInTheVerilogIsReported(string module, string right, string wrong)
    {
        var codes = _folder.Codes($"rtl/{module}.v", text =>
        {
            Assert.Contains(right, text, StringComparison.Ordinal);
            return text.Replace(right, wrong, StringComparison.Ordinal);
        });
        Assert.Contains(codes, c => RtlFaultTests.Reports.Contains(c));
    }

    public void Dispose() => _folder.Dispose();
}
