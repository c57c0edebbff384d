namespace CimGen.Flow.Tests;

/// <summary>Faults in links and multicast groups: the comparison with the golden model reports every one of them.</summary>
public class ConnectionFaultTests(ConnectionFaultTests.Folder folder) : IClassFixture<ConnectionFaultTests.Folder>
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
    public void AFaultInALinkIsReported(string module, string right, string wrong) => AssertReported(module, right, wrong);

    /// <summary>Reads without all members, twice or not at all; grants and beats of other transfers, or too few of them.</summary>
    [Theory]
    [InlineData("cim_load_groups", "&{ input_req_i[1]", "|{ input_req_i[1]")]
    [InlineData("cim_load_groups", "met & ~granted;", "met;")]
    [InlineData("cim_load_groups", "granted & request_q;", "granted;")]
    [InlineData("cim_load_groups", "(active_q & ~granted) | joins", "active_q | joins")]
    [InlineData("cim_load_groups", "bus_rvalid_i[0] && active_q[3]", "bus_rvalid_i[0]")]
    [InlineData("cim_load_groups", "rreq_i[3] || request_q[4]", "rreq_i[3]")]
    [InlineData("cim_load_groups", "joins[1] || joins[4]", "joins[1]")]
    [InlineData("cim_load_groups", "bus_rvalid_i[5] || arrives[2] || arrives[4]", "bus_rvalid_i[5] || arrives[2]")]
    [InlineData("cim_lsu", "&& !store_q && !shared_q", "&& !store_q")]
    [InlineData("cim_lsu", "shared_q && !rclass_o", "shared_q")]
    public void AFaultInAGroupIsReported(string module, string right, string wrong) => AssertReported(module, right, wrong);

    private void AssertReported(string module, string right, string wrong)
    {
        var codes = folder.Codes($"rtl/{module}.v", text =>
        {
            Assert.Contains(right, text, StringComparison.Ordinal);
            return text.Replace(right, wrong, StringComparison.Ordinal);
        });
        Assert.Contains(codes, c => RtlFaultTests.Reports.Contains(c));
    }

    public sealed class Folder() : FaultyFolder(folder =>
        ConnectedDesign.Build(ConnectionStorm.Of(ConnectedDesign.Compile(ConnectedDesign.Machine)), folder, Images));
}
