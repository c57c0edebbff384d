namespace CimGen.Microcode.Model;

/// <summary>The general purpose execution unit of each core.</summary>
/// <param name="LatencyCycles">From the read of an operation's last operands to the write of its last result, 2..5.</param>
public sealed record Gpeu(int LatencyCycles)
{
    public const int DefaultLatencyCycles = 2;
}
