using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Flow.Tests;

/// <summary>Faults in the tree that carries CALLs: the comparison with the golden model reports every one of them.</summary>
public class CallTreeFaultTests(CallTreeFaultTests.Folder folder) : IClassFixture<CallTreeFaultTests.Folder>
{
    [Fact]
    public void NothingIsReportedWithoutAFault() =>
        Assert.Empty(folder.Codes("rtl/cim_call_node.v", text => text + "// A comment is no fault.\n"));

    /// <summary>CALLs that meet, a CALL that meets one from above, a full register, one that is never empty, and the turn that the last run has left.</summary>
    [Theory]
    [InlineData("cim_call_node", "assign child_take_o = rising | turning;", "assign child_take_o = (rises || turns) ? child_valid_i : 4'd0;")]
    [InlineData("cim_sync", "(valid_q && !up_take[PLACE])", "valid_q")]
    public void AFaultInTheVerilogIsReported(string module, string right, string wrong) => folder.AssertReported(module, right, wrong);

    public sealed class Folder() : FaultyFolder(folder =>
        CallStorm.Build(Workspace.Fpga.With(SyncScheme.Cyclic, SyncTransport.Tree, UnitMode.Overlapped, Images), folder));
}
