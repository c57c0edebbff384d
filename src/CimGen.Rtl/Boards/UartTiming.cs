using CimGen.Core.Diagnostics;

namespace CimGen.Rtl.Boards;

/// <summary>How a clock makes a baud rate.</summary>
/// <param name="ClocksPerBit">Whole clock cycles, the nearest number.</param>
public sealed record UartTiming(int ClockHertz, int Baud, int ClocksPerBit)
{
    /// <summary>With fewer cycles the middle of a bit is too coarse a place.</summary>
    public const int MinClocksPerBit = 4;

    /// <summary>What our end may add to the error of the other one; both together may be off by half a bit in ten.</summary>
    public const double MaxError = 0.02;

    /// <returns>An error when the clock has no whole number of cycles for a bit, or too few.</returns>
    public static Result<UartTiming> Of(int clockHertz, int baud)
    {
        var clocksPerBit = (int)Math.Round((double)clockHertz / baud);
        var error = clocksPerBit == 0 ? 1 : Math.Abs((clockHertz / ((double)baud * clocksPerBit)) - 1);
        return clocksPerBit < MinClocksPerBit || error > MaxError
            ? RtlDiagnostics.BaudRate(SourceLocation.None, clockHertz, baud)
            : Result.Success(new UartTiming(clockHertz, baud, clocksPerBit));
    }
}
