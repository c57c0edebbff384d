using CimGen.Architectures;

namespace CimGen.Flow.Tests;

/// <summary>Faults where the requests of a large multicast group meet: the comparison with the golden model reports every one of them.</summary>
public class GroupTreeFaultTests(GroupTreeFaultTests.Folder folder) : IClassFixture<GroupTreeFaultTests.Folder>
{
    [Fact]
    public void NothingIsReportedWithoutAFault() =>
        Assert.Empty(folder.Codes("rtl/cim_group_tree.v", text => text + "// A comment is no fault.\n"));

    /// <summary>Reads that some want, reads that all wanted before, and reads for which a member need not ask.</summary>
    [Theory]
    [InlineData("cim_group_tree", "(&met[4*n+1 +: 4])", "(|met[4*n+1 +: 4])")]
    [InlineData("cim_group_tree", "!clear_i && ", "")]
    [InlineData("cim_group_tree", "request_i, met_q };", "1'b1, request_i[MEMBERS-2:0], met_q };")]
    public void AFaultInTheVerilogIsReported(string module, string right, string wrong) => folder.AssertReported(module, right, wrong);

    /// <summary>P_H = 5 cores to a group.</summary>
    public sealed class Folder() : FaultyFolder(path => ConnectedDesign.Build(ConnectionStorm.Of(ConnectedDesign.Compile(Machine, channels: 14, kernels: 36)), path, Images));

    private static Architecture Machine => ConnectedDesign.Machine with { Cores = 11, Bus = ConnectedDesign.Machine.Bus with { Topology = BusTopology.Tree } };
}
