namespace CimGen.Bench;

/// <summary>Runs Yosys.</summary>
public static class Yosys
{
    /// <summary>Runs a script, which it leaves in the folder.</summary>
    /// <exception cref="ToolException">Yosys is missing or fails.</exception>
    public static void Run(string folder, string name, IEnumerable<string> script)
    {
        File.WriteAllLines(Path.Combine(folder, name), script);
        ExternalTool.Run(folder, "yosys", "-q", "-s", name);
    }
}
