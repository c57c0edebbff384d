using System.Globalization;
using System.Text.RegularExpressions;

namespace CimGen.Rtl.Tests;

/// <summary>The hosted part of the driver: design folders, good ones and bad ones, into a machine in memory.</summary>
public sealed class DriverFolderTests : IClassFixture<DriverFolderTests.FolderProgram>
{
    private const int Rounds = 300;

    private const string Listing = """
        design {0}
        program 0 microcode/core_0000.hex
        program 2 microcode/core_0002.hex
        weights 2 weights/core_0002.hex
        memory 5 memory/segment_0000.hex
        memory 7000 memory/segment_0001.hex
        input 16 2 2 2 2 4
        output 64 1 1 3 1 3

        """;

    private readonly DriverProgram _program;
    private readonly Dictionary<string, string> _files = [];

    /// <summary>A good folder for each test.</summary>
    public DriverFolderTests(FolderProgram program)
    {
        _program = program.Compiled;
        var design = Regex.Match(Generated.Files(TestMachines.Small)["sw/cim_regs.h"], "CIM_DESIGN 0x([0-9a-f]{8})u").Groups[1].Value;
        var random = new Random(1);
        _files["simulation.txt"] = string.Format(CultureInfo.InvariantCulture, Listing.ReplaceLineEndings("\n"), design);
        _files["microcode/core_0000.hex"] = "3a40000100000000\n4800000000000000\n";
        _files["microcode/core_0002.hex"] = Lines(random, 900, 8);
        _files["weights/core_0002.hex"] = Lines(random, 1536, 4);
        _files["memory/segment_0000.hex"] = Lines(random, 150, 32) + Lines(random, 1, 9);
        _files["memory/segment_0001.hex"] = "0a0b0c\n\n0D0E0F1011\r\n";
        foreach (var (name, text) in _files)
        {
            Write(name, text);
        }
    }

    [Fact]
    public void EverythingIsLoadedToItsPlace()
    {
        var memory = new byte[8192];
        Bytes("memory/segment_0000.hex").CopyTo(memory, 5);
        Bytes("memory/segment_0001.hex").CopyTo(memory, 7000);
        var expected = Words("program 0", Swapped("microcode/core_0000.hex"))
            .Concat(Words("program 2", Swapped("microcode/core_0002.hex")))
            .Concat(Words("weights 2", Numbers("weights/core_0002.hex", 8)))
            .Concat(Words("memory 0", Enumerable.Range(0, memory.Length / 4).Select(i => BitConverter.ToUInt32(memory, 4 * i))))
            .Concat(["input 16 2 2 2 2 4", "output 64 1 1 3 1 3"]);
        Assert.Equal(expected, _program.Run("folder").Split('\n'));
    }

    [Fact]
    public void WhatTheMachineHoldsIsVerified() => Assert.Equal(
        [
            Wrong("microcode/core_0000.hex", 2), Wrong("microcode/core_0002.hex", 900), Wrong("weights/core_0002.hex", 1024),
            Wrong("weights/core_0002.hex", 1536), Wrong("memory/segment_0001.hex", 3),
        ],
        _program.Run("folder", "verify").Split('\n'));

    [Theory]
    [InlineData("simulation.txt", "design", "designs", @"simulation.txt\(1\): 'designs' is not known")]
    [InlineData("simulation.txt", "^design ........", "design 12345678", @"simulation.txt\(1\): the machine is that of another design")]
    [InlineData("simulation.txt", "^design ........", "design 1234567", @"simulation.txt\(1\): 7 characters instead of 8 hexadecimal digits")]
    [InlineData("simulation.txt", "^design .*\n", "", @"simulation.txt\(7\): there is no line 'design'")]
    [InlineData("simulation.txt", "^input .*\n", "", @"simulation.txt\(7\): there is no line 'input'")]
    [InlineData("simulation.txt", "^output .*\n", "", @"simulation.txt\(7\): there is no line 'output'")]
    [InlineData("simulation.txt", "program 0", "program x", @"simulation.txt\(2\): 'x' is no number")]
    [InlineData("simulation.txt", "program 0.*", "program", @"simulation.txt\(2\): a number is missing")]
    [InlineData("simulation.txt", "program 0.*", "program 0", @"simulation.txt\(2\): the name of a file is missing")]
    [InlineData("simulation.txt", "core_0000.hex", "core_0000.hex more", @"simulation.txt\(2\): 'more' is one word too many")]
    [InlineData("simulation.txt", "core_0000.hex", "core_0001.hex", @"cannot read folder/microcode/core_0001.hex: ")]
    [InlineData("simulation.txt", "microcode/core_0000.hex", "microcode", @"cannot read folder/microcode: ")]
    [InlineData("simulation.txt", "program 2", "program 3", @"core_0002.hex\(512\): the machine has no such core")]
    [InlineData("simulation.txt", "memory 5", "memory 4294967296", @"simulation.txt\(5\): 4294967296 is too large")]
    [InlineData("simulation.txt", "memory 7000", "memory 8185", @"segment_0001.hex\(3\): the machine has no such core or not so much memory")]
    [InlineData("simulation.txt", "input 16 2", "input 16 9", @"simulation.txt\(7\): the machine has no such core or not so much memory")]
    [InlineData("simulation.txt", "1 3$", "1 3 7", @"simulation.txt\(8\): '7' is one word too many")]
    [InlineData("microcode/core_0000.hex", "4800", "480", @"core_0000.hex\(2\): 15 characters instead of 16 hexadecimal digits")]
    [InlineData("microcode/core_0000.hex", "^48", "4g", @"core_0000.hex\(2\): character 2 is no hexadecimal digit")]
    [InlineData("weights/core_0002.hex", @"\z", "00000000\n", @"core_0002.hex\(1537\): the machine has no such core or not so much memory")]
    [InlineData("memory/segment_0001.hex", "0a0", "0a", @"segment_0001.hex\(1\): the number of hexadecimal digits is odd")]
    [InlineData("memory/segment_0001.hex", "10", "1 ", @"segment_0001.hex\(3\): character 8 is no hexadecimal digit")]
    public void ABadFileGetsAMessageWithItsLine(string file, string pattern, string replacement, string message)
    {
        var changed = new Regex(pattern, RegexOptions.Multiline).Replace(_files[file], replacement, 1);
        Assert.NotEqual(_files[file], changed);
        Write(file, changed);
        var lines = _program.Run("folder").Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Matches($"^(folder/.*)?{message}", lines[1]);
    }

    [Fact]
    public void ANameThatIsTooLongGetsAMessage()
    {
        Write("simulation.txt", $"memory 5 {new string('x', 256)}\n");
        Assert.EndsWith("folder/simulation.txt(1): the name of the file is too long", _program.Run("folder"), StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderThatIsNotThereGetsAMessage() =>
        Assert.EndsWith("cannot read elsewhere/simulation.txt: No such file or directory", _program.Run("elsewhere"), StringComparison.Ordinal);

    /// <summary>Thousands of disturbed files under the compiler's sanitizers.</summary>
    [Theory]
    [InlineData("simulation.txt")]
    [InlineData("microcode/core_0000.hex")]
    [InlineData("memory/segment_0001.hex")]
    public void NoFileMakesItCrash(string file) =>
        Assert.Equal("passed", _program.Run("folder", file, Rounds.ToString(CultureInfo.InvariantCulture)));

    private static string Wrong(string file, int line) =>
        string.Create(CultureInfo.InvariantCulture, $"folder/{file}({line}): the machine does not hold what this line or one before it says");

    private static string Lines(Random random, int count, int bytes)
    {
        var line = new byte[bytes];
        return string.Concat(Enumerable.Range(0, count).Select(_ =>
        {
            random.NextBytes(line);
            return Convert.ToHexStringLower(line) + "\n";
        }));
    }

    private static IEnumerable<string> Words(string name, IEnumerable<uint> words) =>
        words.Select((w, i) => (w, i)).Where(p => p.w != 0).Select(p => string.Create(CultureInfo.InvariantCulture, $"{name} {p.i} {p.w:x8}"));

    private void Write(string name, string text)
    {
        var path = Path.Combine(_program.Root, "folder", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private byte[] Bytes(string name) => Convert.FromHexString(Regex.Replace(_files[name], @"\s", ""));

    private IEnumerable<uint> Numbers(string name, int digits) =>
        Regex.Replace(_files[name], @"\s", "").Chunk(digits).Select(c => uint.Parse(c, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>Instructions as words, the low one first.</summary>
    private IEnumerable<uint> Swapped(string name) => Numbers(name, 8).Chunk(2).SelectMany(c => c.Reverse());

    /// <summary>The test program, compiled once.</summary>
    public sealed class FolderProgram : IDisposable
    {
        public FolderProgram() => Compiled.Compile("gcc", $"{DriverProgram.Sanitized} folder_test.c mock_machine.c cim.c cim_folder.c cim_lines.c");

        internal DriverProgram Compiled { get; } = new();

        public void Dispose() => Compiled.Dispose();
    }
}
