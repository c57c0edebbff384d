using System.Collections.Immutable;
using System.Globalization;
using CimGen.Rtl.Boards;

namespace CimGen.Rtl.Views;

/// <summary>The UART host bridge, as templates see it.</summary>
public sealed record UartView(
    int Baud,
    int MinClocksPerBit,
    int OwnCycles,
    int MaxWords,
    string Write,
    string WriteHex,
    string Read,
    string ReadHex,
    string Done,
    string DoneHex,
    string Failed,
    string FailedHex);

/// <param name="Clock">For people.</param>
/// <param name="Megahertz">A whole number.</param>
/// <param name="Period">Nanoseconds, with three decimals.</param>
public sealed record BoardClockView(string Clock, int Megahertz, string Period, int ClocksPerBit);

/// <summary>The views of <see cref="Board"/> and <see cref="UartProtocol"/>.</summary>
internal static class BoardViews
{
    private const int Mega = 1_000_000;

    public static UartView Uart() => new(
        UartProtocol.Baud,
        UartTiming.MinClocksPerBit,
        UartProtocol.OwnCycles,
        UartProtocol.MaxWords,
        UartProtocol.Write.ToString(),
        Hex(UartProtocol.Write),
        UartProtocol.Read.ToString(),
        Hex(UartProtocol.Read),
        UartProtocol.Done.ToString(),
        Hex(UartProtocol.Done),
        UartProtocol.Failed.ToString(),
        Hex(UartProtocol.Failed));

    /// <summary>By <see cref="BoardClock.Key"/>. That each of them makes the baud rate is tested.</summary>
    public static ImmutableDictionary<string, BoardClockView> Clocks() =>
        Board.All.SelectMany(b => b.Clocks).ToImmutableDictionary(c => c.Key, c => new BoardClockView(
            $"{c.Hertz / Mega} MHz",
            c.Hertz / Mega,
            (1000.0 * Mega / c.Hertz).ToString("f3", CultureInfo.InvariantCulture),
            UartTiming.Of(c.Hertz, UartProtocol.Baud).Value!.ClocksPerBit));

    private static string Hex(char value) => ((int)value).ToString("x2", CultureInfo.InvariantCulture);
}
