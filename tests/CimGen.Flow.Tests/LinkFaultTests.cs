namespace CimGen.Flow.Tests;

/// <summary>Faults in links: the comparison with the golden model reports every one of them.</summary>
public class LinkFaultTests(ConnectionFaultyFolder folder) : IClassFixture<ConnectionFaultyFolder>
{
    [Fact]
    public void NothingIsReportedWithoutAFault() =>
        Assert.Empty(folder.Codes("rtl/cim_links.v", text => text + "// A comment is no fault.\n"));

    /// <summary>Room that is not there or is forgotten, words that are not there or in the wrong place, wires to the wrong core.</summary>
    [Theory]
    [InlineData("cim_link_sender", "room_o = (credits_q != {(ADDR_WIDTH+1){1'b0}});", "room_o = 1'b1;")]
    [InlineData("cim_link_sender", "= { 1'b1, {ADDR_WIDTH{1'b0}} };", "= { 1'b0, {ADDR_WIDTH{1'b1}} };")]
    [InlineData("cim_link_sender", "if (step_i && !credit_i)", "if (step_i)")]
    [InlineData("cim_link_sender", "if (credit_i && !step_i)", "if (credit_i)")]
    [InlineData("cim_link_sender", "if (step_i && !credit_i)", "if (valid_i && !credit_i)")]
    [InlineData("cim_link_sender", "if (valid_i) data_o", "if (valid_o) data_o")]
    [InlineData("cim_link_receiver", "ready_o = (wptr_q != rptr_q);", "ready_o = 1'b1;")]
    [InlineData("cim_link_receiver", "(wptr_q != rptr_q)", "(wptr_q[ADDR_WIDTH-1:0] != rptr_q[ADDR_WIDTH-1:0])")]
    [InlineData("cim_link_receiver", "credit_o <= ren_i;", "credit_o <= valid_i;")]
    [InlineData("cim_link_receiver", "mem[rptr_q[ADDR_WIDTH-1:0]]", "mem[{ADDR_WIDTH{1'b0}}]")]
    [InlineData("cim_links", "valid_o[3] = valid_i[4];", "valid_o[3] = valid_i[1];")]
    [InlineData("cim_links", "data_i[4*WIDTH +: WIDTH]", "data_i[1*WIDTH +: WIDTH]")]
    [InlineData("cim_links", "credit_o[4] = credit_i[3];", "credit_o[4] = credit_i[5];")]
    [InlineData("cim_gpeu", "(!sends || link_room_i)", "1'b1")]
    public void AFaultInTheVerilogIsReported(string module, string right, string wrong) => folder.AssertReported(module, right, wrong);
}
