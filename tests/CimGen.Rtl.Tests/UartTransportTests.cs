namespace CimGen.Rtl.Tests;

/// <summary>The serial transport in C, on a pseudo terminal, with a board in C at its other end.</summary>
public sealed class UartTransportTests
{
    private const string Source = "sw/cim_uart.c";
    private const string Passed = "passed";

    [Fact]
    public void WordsGoOverTheLineAndErrorsAreTold() => Assert.Equal(Passed, Run(null, null));

    /// <summary>Faults that the test has to see.</summary>
    [Theory]
    [InlineData("address += n * WORD_BYTES", "address += n")]
    [InlineData("line.c_lflag = 0;", "")]
    [InlineData("line.c_iflag = IGNBRK;", "")]
    [InlineData("line.c_oflag = 0;", "")]
    [InlineData("<< (8 * i)", "<< (24 - 8 * i)")]
    [InlineData("number >> (8 * i)", "number >> (24 - 8 * i)")]
    [InlineData("? CIM_UART_REFUSED", "? CIM_UART_OK")]
    [InlineData("return verdict(bytes[size]);", "return CIM_UART_OK;")]
    [InlineData("(void)resynchronise(uart);", "")]
    [InlineData(" || resynchronise(uart) != CIM_UART_OK", "")]
    [InlineData("count > 0 && result == CIM_UART_OK; words", "count > 0; words")]
    [InlineData("return count < WORDS_AT_ONCE ? count : WORDS_AT_ONCE;", "return count < 256 ? count : 256;")]
    public void FaultsAreSeen(string text, string fault) => Assert.NotEqual(Passed, Run(text, fault));

    private static string Run(string? text, string? fault)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Repository.File("tests/CimGen.Rtl.Tests/Drivers")))
        {
            folder.Write(Path.GetFileName(file) == "cim.h" ? "sw/cim.h" : Path.GetFileName(file), File.ReadAllText(file));
        }

        var files = Generated.Files(TestMachines.Small);
        Assert.Contains(text ?? string.Empty, files[Source], StringComparison.Ordinal);
        foreach (var (path, content) in files.Where(f => f.Key.StartsWith("sw/", StringComparison.Ordinal)))
        {
            folder.Write(path, path == Source && text is not null ? content.Replace(text, fault, StringComparison.Ordinal) : content);
        }

        // A fault may leave something unused.
        string[] warnings = text is null ? ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"] : ["-w"];
        Tool.Require(folder.Root, "gcc", ["-std=c99", .. warnings, "-fsanitize=address,undefined", "-Isw", "-o", "test", "uart_test.c", "uart_board.c", Source, "-pthread", "-Wl,--wrap=tcsendbreak"]);
        return Tool.Run(folder.Root, "timeout", "30", "./test").Output.Trim();
    }
}
