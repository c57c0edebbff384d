namespace CimGen.Flow.Tests;

/// <summary>Faults that show only behind trees, with links and large multicast groups: the comparison with the golden model reports every one of them.</summary>
public class ConnectedTreeFaultTests(ConnectedTreeFaultTests.Folder folder) : IClassFixture<ConnectedTreeFaultTests.Folder>
{
    [Fact]
    public void NothingIsReportedWithoutAFault() =>
        Assert.Empty(folder.Codes("rtl/cim_group_tree.v", text => text + "// A comment is no fault.\n"));

    /// <summary>
    /// Reads that some want, reads that all wanted before, and reads for which a member need not ask; a store's word that the GPEU reads over
    /// between grant and beat.
    /// </summary>
    [Theory]
    [InlineData("cim_group_tree", "(&met[4*n+1 +: 4])", "(|met[4*n+1 +: 4])")]
    [InlineData("cim_lsu", "store_q && busy_o;", "store_q && (state_q == REQUEST || beat);")]
    public void AFaultInTheVerilogIsReported(string module, string right, string wrong) => folder.AssertReported(module, right, wrong);

    public sealed class Folder() : FaultyFolder(path => ConnectedDesign.Build(ConnectionStorm.Of(ConnectedDesign.BehindTrees()), path, Images));
}
