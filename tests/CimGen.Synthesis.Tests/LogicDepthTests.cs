using CimGen.Core.Diagnostics;

namespace CimGen.Synthesis.Tests;

public sealed class LogicDepthTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void CountsTablesBetweenRegistersAndNotCarries() => Assert.Equal(2, Depth(
        Cell("SB_DFF", "D", 5, "Q", 2),
        Cell("SB_LUT4", "I0", 2, "O", 3),
        Cell("SB_CARRY", "I0", 3, "CO", 4),
        Cell("SB_LUT4", "I3", 4, "O", 5)));

    [Fact]
    public void ARegisterEndsAPath() => Assert.Equal(1, Depth(
        Cell("SB_LUT4", "I0", 2, "O", 3), Cell("SB_DFFE", "D", 3, "Q", 4), Cell("SB_LUT4", "I0", 4, "O", 5)));

    [Fact]
    public void TheLongestOfSeveralPathsCounts() => Assert.Equal(3, Depth(
        Cell("LUT2", "I0", 2, "O", 3), Cell("LUT6", "I0", 3, "O", 4), Cell("LUT5", "I0", 4, "O", 5), Cell("LUT1", "I0", 2, "O", 6)));

    /// <summary>The sum of a carry cell's first stage may enter its second one.</summary>
    [Fact]
    public void StagesOfACarryCellAreApart() => Assert.Equal(1, Depth(
        """{"type":"CARRY4","port_directions":{"S":"input","O":"output"},"connections":{"S":[2,4],"O":[3,5]}}""", Cell("LUT1", "I0", 3, "O", 4)));

    [Fact]
    public void ALoopIsReported() => Assert.Equal("CIM1001", Assert.Single(Find(Cell("SB_LUT4", "I0", 2, "O", 3), Cell("SB_LUT4", "I0", 3, "O", 2)).Diagnostics).Code);

    private static string Cell(string type, string input, int from, string output, int to) =>
        $$$"""{"type":"{{{type}}}","port_directions":{"{{{input}}}":"input","{{{output}}}":"output"},"connections":{"{{{input}}}":[{{{from}}}],"{{{output}}}":[{{{to}}}]} }""";

    private int Depth(params string[] cells) => Find(cells).Value!.Levels;

    private Result<LogicDepth> Find(params string[] cells)
    {
        var text = string.Join(',', cells.Select((c, i) => $"\"cell{i}\":{c}"));
        File.WriteAllText(_file, $$$"""{"modules":{"library":{"attributes":{},"cells":{}},"top":{"attributes":{"top":"1"},"cells":{ {{{text}}} } } } }""");
        return LogicDepth.Of(_file);
    }
}
