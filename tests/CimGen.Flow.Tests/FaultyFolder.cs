using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Flow.Tests;

/// <summary>A generated folder that the faults of a test class are put into, one at a time.</summary>
public class FaultyFolder : IDisposable
{
    public const int Images = 2;

    /// <summary>What a co-simulation that finds a difference says.</summary>
    private static readonly string[] Reports = ["CIM0903", "CIM0910", "CIM0911"];

    private readonly BuiltDesign _built;

    public FaultyFolder()
        : this(folder => Workspace.Build(Workspace.Fpga.With(SyncScheme.Cyclic, SyncTransport.Bus, UnitMode.Overlapped, Images), folder))
    {
    }

    /// <param name="build">Generates a design into a folder.</param>
    protected FaultyFolder(Func<string, BuiltDesign> build) => _built = build(Path);

    public string Path { get; } = Workspace.NewFolder();

    /// <summary>Co-simulation finds a difference after one thing in a Verilog file was changed.</summary>
    public void AssertReported(string module, string right, string wrong) => AssertReported($"rtl/{module}.v", text =>
    {
        Assert.Contains(right, text, StringComparison.Ordinal);
        return text.Replace(right, wrong, StringComparison.Ordinal);
    });

    /// <summary>Co-simulation finds a difference after the text of one file was changed.</summary>
    public void AssertReported(string file, Func<string, string> change) => Assert.Contains(Codes(file, change), c => Reports.Contains(c));

    /// <summary>Codes of the diagnostics of a co-simulation after the text of one file was changed.</summary>
    public IEnumerable<string> Codes(string file, Func<string, string> change) => Simulate(file, change).Select(d => d.Code);

    public IReadOnlyList<Diagnostic> Simulate(string file, Func<string, string> change, int tracedRuns = Images, bool waves = false, bool verify = false)
    {
        var path = System.IO.Path.Combine(Path, file);
        var original = File.ReadAllText(path);
        var changed = change(original);
        Assert.NotEqual(original, changed);
        File.WriteAllText(path, changed);
        try
        {
            return Workspace.Simulate(_built, Path, tracedRuns, waves: waves, verify: verify).Diagnostics;
        }
        finally
        {
            File.WriteAllText(path, original);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
