using CimGen.Core.Diagnostics;

namespace CimGen.Core.Tests.Diagnostics;

public class PrintableTests
{
    private static readonly DiagnosticDescriptor Descriptor = new("CIM0000", "Test", "For this test.");

    [Theory]
    [InlineData("/features/conv.0:é→日本😀 $x", "/features/conv.0:é→日本😀 $x")]
    [InlineData("a\u001b[2Jb", @"a\u001b[2Jb")]
    [InlineData("a\nb\r\tc\0\u007f\u0085", @"a\u000ab\u000d\u0009c\u0000\u007f\u0085")]
    [InlineData("\u202eevil\u2066\u2028\u2029\u200b\ufeff", @"\u202eevil\u2066\u2028\u2029\u200b\ufeff")]
    public void WhatSteersATerminalIsEscaped(string text, string printed)
    {
        Assert.Equal(printed, Printable.Line(text));
        Assert.Equal(printed, Printable.Name(text));
        Assert.Equal($"f{printed}(1,2): error CIM0000: m{printed}", Descriptor.Error(new SourceLocation("f" + text, 1, 2), "m" + text).ToString());
        Assert.Equal($"f{printed}: warning CIM0000: m{printed}", Descriptor.Warning(new SourceLocation("f" + text), "m" + text).ToString());
    }

    [Fact]
    public void OnlyLinesOfOurOwnStayLines()
    {
        Assert.Equal("a\n  b\\u000ac", Descriptor.ErrorWithLines(SourceLocation.None, "a\n  b\nc").Message);
        Assert.Equal(@"a\u000a  b", Descriptor.Error(SourceLocation.None, "a\n  b").Message);
    }

    [Fact]
    public void ABackslashIsEscapedInNamesAlone()
    {
        Assert.Equal(@"C:\a", Printable.Line(@"C:\a"));
        Assert.Equal(@"C:\\a", Printable.Name(@"C:\a"));
    }
}
