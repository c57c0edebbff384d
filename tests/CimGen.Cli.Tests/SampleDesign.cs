namespace CimGen.Cli.Tests;

/// <summary>A copy of examples/fpga that a test may spoil: design.yaml, network.yaml and architecture.yaml in one folder.</summary>
internal sealed class SampleDesign : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SampleDesign()
    {
        _folder.Write("design.yaml", Example("fpga/design.yaml").Replace("../architectures/fpga-16x16.yaml", "architecture.yaml", StringComparison.Ordinal));
        _folder.Write("network.yaml", Example("fpga/network.yaml"));
        _folder.Write("architecture.yaml", Example("architectures/fpga-16x16.yaml"));
    }

    /// <summary>The folder, in which commands are run.</summary>
    public string Root => _folder.Root;

    public string Path(string relative) => _folder.Path(relative);

    public string Write(string relative, string text) => _folder.Write(relative, text);

    /// <summary>Replaces text that must be there.</summary>
    public void Edit(string file, string old, string text)
    {
        var before = File.ReadAllText(Path(file));
        Assert.Contains(old, before, StringComparison.Ordinal);
        Write(file, before.Replace(old, text, StringComparison.Ordinal));
    }

    public Finished Run(params string[] arguments) => Cimgen.Run(Root, arguments);

    /// <summary>Files and folders in the folder, without the sample's own.</summary>
    public IEnumerable<string> Others() => Directory.EnumerateFileSystemEntries(Root).Select(e => System.IO.Path.GetFileName(e)!)
        .Except(["design.yaml", "network.yaml", "architecture.yaml"]).Order(StringComparer.Ordinal);

    public void Dispose() => _folder.Dispose();

    private static string Example(string name) => File.ReadAllText(Repository.File("examples/" + name));
}
