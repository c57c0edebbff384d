namespace CimGen.Cosim.Tests;

public class VerilatorVersionTests
{
    [Theory]
    [InlineData("Verilator 5.006 2023-01-22 rev (Debian 5.006-3)", true)]
    [InlineData("Verilator 5.020 2024-01-01 rev (Debian 5.020-1)", true)]
    [InlineData("Verilator 5.042 devel", true)]
    [InlineData("Verilator 5.002 2022-10-29", false)]
    [InlineData("Verilator 4.038 2020-07-11 rev v4.036", false)]
    [InlineData("something else", true)]
    public void VersionsBefore5006AreRefused(string line, bool recent) => Assert.Equal(recent, VerilatorModel.IsRecent(line));
}
