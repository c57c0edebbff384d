namespace CimGen.Flow.Tests;

/// <summary>Faults in multicast groups: the comparison with the golden model reports every one of them.</summary>
public class LoadGroupFaultTests(ConnectionFaultyFolder folder) : IClassFixture<ConnectionFaultyFolder>
{
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
    [InlineData("cim_lsu", "&& !store_q && !shared;", "&& !store_q;")]
    [InlineData("cim_lsu", "shared && !rclass_o", "shared")]
    public void AFaultInTheVerilogIsReported(string module, string right, string wrong) => folder.AssertReported(module, right, wrong);
}
