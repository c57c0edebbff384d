using System.Collections.Immutable;

namespace CimGen.Rtl.Boards;

/// <summary>An FPGA board that every design has a top for: <c>board/cim_board_NAME.v</c>.</summary>
/// <param name="Name">Part of file names and name of the FuseSoC target.</param>
/// <param name="Constraints">Extension of its constraints file, <c>board/NAME.EXTENSION</c>.</param>
/// <param name="Clocks">Clocks that the machine can run at, the default one first.</param>
public sealed record Board(string Name, string Constraints, ImmutableArray<BoardClock> Clocks)
{
    public static ImmutableArray<Board> All { get; } =
    [
        new("icebreaker", "pcf", [new("icebreaker", 12_000_000), new("icebreaker_pll", 24_000_000)]),
        new("arty_a7", "xdc", [new("arty_a7", 100_000_000)]),
        new("ulx3s", "lpf", [new("ulx3s", 25_000_000)]),
    ];

    /// <summary>Modules of all boards, leaves first; the machine comes before them.</summary>
    public static ImmutableArray<string> SharedModules { get; } = ["cim_uart_rx", "cim_uart_tx", "cim_uart_host", "cim_uart_top"];

    /// <summary>Module and file of the top.</summary>
    public string Top => $"cim_board_{Name}";
}

/// <param name="Key">Its name in templates.</param>
public sealed record BoardClock(string Key, int Hertz);
