using CimGen.Machines.Images;

namespace CimGen.Flow.Tests;

public class WaitingTests
{
    /// <summary>The harness says what has happened, assertions of the Verilog why; both come over channels of their own.</summary>
    [Theory]
    [InlineData("harness: stopped", "CIM_ASSERT core 3: too long")]
    [InlineData("CIM_ASSERT core 3: too long", "harness: stopped")]
    public void TheHarnessComesFirst(params string[] messages) => Assert.Equal("stopped\n  core 3: too long", Waiting.Text(messages, new MachineImage([], [], [], [])));
}
