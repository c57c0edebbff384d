namespace CimGen.Sweeps.Files;

/// <summary>Settings that are no fields of the architecture.</summary>
public static class SettingNames
{
    /// <summary>The network's file.</summary>
    public const string Network = "network";

    /// <summary>In its place a design file: its network, images and quantization; the machine is the point's.</summary>
    public const string Design = "design";

    /// <summary>Before the names of settings that the measure alone looks at.</summary>
    public const string OfMeasure = "measure.";

    /// <summary>The setting names a file.</summary>
    public static bool IsFile(string name) => name is Network or Design;

    /// <summary>The setting is a field of the architecture.</summary>
    public static bool IsOfMachine(string name) => !IsFile(name) && !name.StartsWith(OfMeasure, StringComparison.Ordinal);
}
