using CimGen.Machines;

namespace CimGen.Flow.Tests;

/// <summary>Faults in the tree between cores and bus: the comparison with the golden model reports every one of them.</summary>
public class BusTreeFaultTests(BusTreeFaultTests.Folder folder) : IClassFixture<BusTreeFaultTests.Folder>
{
    [Fact]
    public void NothingIsReportedWithoutAFault() =>
        Assert.Empty(folder.Codes("rtl/cim_bus_node.v", text => text + "// A comment is no fault.\n"));

    /// <summary>A full register, the turn that the last run has left, the way of a request, of a word that was read, and of a beat to memory.</summary>
    [Theory]
    [InlineData("cim_request_node", ".enable_i (!req_q),", ".enable_i (1'b1),")]
    [InlineData("cim_bus_node", "wstrb_q <= wstrb_d;", "wstrb_q <= {BUS_BYTES{|wstrb_d}};")]
    [InlineData("cim_halt_tree", "&halted[4*n+1 +: 4]", "|halted[4*n+1 +: 4]")]
    public void AFaultInTheVerilogIsReported(string module, string right, string wrong) => folder.AssertReported(module, right, wrong);

    /// <summary>Seven cores, and eleven kernels on crossbars of eight columns: stores begin and end within words of other values.</summary>
    public sealed class Folder() : FaultyFolder(path => ConnectedDesign.Build(ConnectedDesign.Compile(Machine, kernels: 11), path, Images));

    private static Architecture Machine => ConnectedDesign.Machine with
    {
        Bus = ConnectedDesign.Machine.Bus with { Topology = BusTopology.Tree },
        Sync = ConnectedDesign.Machine.Sync with { Transport = SyncTransport.Bus },
        Ifm = IfmDelivery.Unicast,
        PartialSums = PartialSumPath.Memory,
    };
}
