using System.Runtime.Versioning;

namespace CimGen.Cli.Tests;

/// <summary>examples/fpga, generated and built with Verilator by its own Makefile, once for all tests.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SimulatedFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SimulatedFolder()
    {
        Built = Cimgen.Run(_folder.Root, "build", Design, "--out", "fpga");

        // A dotnet that only tells that somebody called it.
        var dotnet = _folder.Write("bin/dotnet", $"#!/bin/sh\ntouch '{_folder.Path("called")}'\nexit 1\n");
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <summary>The design file.</summary>
    public static string Design => Repository.File("examples/fpga/design.yaml");

    /// <summary>Path of the Verilator model.</summary>
    public string Model
    {
        get
        {
            if (!File.Exists(_folder.Path("fpga/build/Vcim_top")))
            {
                MakeSim();
            }

            return _folder.Path("fpga/build/Vcim_top");
        }
    }

    internal Finished Built { get; }

    internal bool DotnetWasCalled => File.Exists(_folder.Path("called"));

    internal Finished MakeSim() => Cimgen.RunTool(
        CimGen.Core.Tools.Tool.Find("make")!,
        _folder.Root,
        [("PATH", _folder.Path("bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"))],
        "-C", "fpga", "sim");

    /// <summary>Does something while a file is another.</summary>
    internal Finished With(string file, Func<string, string> change, Func<Finished> action)
    {
        var path = _folder.Path("fpga/" + file);
        var text = File.ReadAllText(path);
        File.WriteAllText(path, change(text));
        try
        {
            return action();
        }
        finally
        {
            File.WriteAllText(path, text);
        }
    }

    public void Dispose() => _folder.Dispose();
}
