namespace CimGen.Rtl.Boards;

/// <summary>The bytes of the UART host bridge; Verilog, C and docs/boards.md have them from here.</summary>
public static class UartProtocol
{
    /// <summary>Command: address, count, and words to write.</summary>
    public const char Write = 'W';

    /// <summary>Command: address, count of words to read.</summary>
    public const char Read = 'R';

    /// <summary>Answer: every response was OKAY.</summary>
    public const char Done = 'K';

    /// <summary>Answer: not every response was OKAY, or the bridge was overrun.</summary>
    public const char Failed = 'E';

    /// <summary>Most words of a command; its count has 16 bits.</summary>
    public const int MaxWords = ushort.MaxValue;

    /// <summary>Baud rate of all boards.</summary>
    public const int Baud = 1_000_000;

    /// <summary>Cycles of a word's time that the bridge needs for itself; the bus has the rest.</summary>
    public const int OwnCycles = 8;
}
