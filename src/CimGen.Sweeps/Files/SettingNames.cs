namespace CimGen.Sweeps.Files;

/// <summary>Settings that are no fields of the architecture.</summary>
public static class SettingNames
{
    /// <summary>The network's file.</summary>
    public const string Network = "network";
}
