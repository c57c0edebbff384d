using CimGen.Core.Diagnostics;
using CimGen.Core.Tools;

namespace CimGen.Synthesis;

/// <summary>Runs Yosys.</summary>
public static class Yosys
{
    /// <summary>Runs a script in a folder, where it stays.</summary>
    /// <param name="name">Of the script's file.</param>
    public static Result<ToolOutput> Run(string folder, string name, IEnumerable<string> script)
    {
        File.WriteAllLines(Path.Combine(folder, name), script);
        return Tool.Require(new ToolStart("yosys", "-q", "-s", name) { Folder = folder });
    }

    /// <summary>Commands that read the Verilog files of a list.</summary>
    /// <param name="list">In the folder, a file in each line.</param>
    /// <param name="leftOut">Modules whose ports alone are read.</param>
    public static IEnumerable<string> Read(string folder, string list, IReadOnlyCollection<string> defines, IReadOnlyCollection<string> leftOut) =>
        from file in File.ReadAllLines(Path.Combine(folder, list))
        where file.EndsWith(".v", StringComparison.Ordinal)
        let macros = string.Concat(defines.Select(d => $"-D {d} "))
        let ports = leftOut.Contains(Path.GetFileNameWithoutExtension(file)) ? "-lib " : string.Empty
        select $"read_verilog {macros}{ports}{file}";
}
