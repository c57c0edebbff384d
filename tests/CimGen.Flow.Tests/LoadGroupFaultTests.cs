namespace CimGen.Flow.Tests;

/// <summary>Faults in multicast groups: the comparison with the golden model reports every one of them.</summary>
public class LoadGroupFaultTests(ConnectionFaultyFolder folder) : IClassFixture<ConnectionFaultyFolder>
{
    /// <summary>Reads without all members, twice or not at all; grants and beats of other transfers, or too few of them.</summary>
    [Theory]
    [InlineData("cim_load_groups", "&{ input_req_i[1]", "|{ input_req_i[1]")]
    [InlineData("cim_load_groups", "joins[1] || joins[4]", "joins[1]")]
    [InlineData("cim_lsu", "&& !store_q && !shared;", "&& !store_q;")]
    public void AFaultInTheVerilogIsReported(string module, string right, string wrong) => folder.AssertReported(module, right, wrong);
}
