namespace CimGen.Flow.Tests;

/// <summary>Faults in links: the comparison with the golden model reports every one of them.</summary>
public class LinkFaultTests(ConnectionFaultyFolder folder) : IClassFixture<ConnectionFaultyFolder>
{
    [Fact]
    public void NothingIsReportedWithoutAFault() =>
        Assert.Empty(folder.Codes("rtl/cim_link_sender.v", text => text + "// A comment is no fault.\n"));

    /// <summary>Room that is not there or is forgotten, words that are not there or in the wrong place, wires to the wrong core.</summary>
    [Theory]
    [InlineData("cim_link_sender", "room_o = (credits_q != {(ADDR_WIDTH+1){1'b0}});", "room_o = 1'b1;")]
    [InlineData("cim_link_receiver", "ready_o = (wptr_q != rptr_q);", "ready_o = 1'b1;")]
    [InlineData("cim_link_receiver", ".raddr_i (rptr_q[ADDR_WIDTH-1:0])", ".raddr_i ({ADDR_WIDTH{1'b0}})")]
    [InlineData("cim_tile", "receive_valid[3] = send_valid[4];", "receive_valid[3] = send_valid[1];")]
    [InlineData("cim_gpeu", "(!sends || link_room_i)", "1'b1")]
    public void AFaultInTheVerilogIsReported(string module, string right, string wrong) => folder.AssertReported(module, right, wrong);
}
