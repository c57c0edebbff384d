namespace CimGen.Rtl.Kinds;

/// <summary>A module of one machine and the template that makes it. Variants of a module have the same name and the same ports.</summary>
/// <param name="Name">Of the module and its file.</param>
/// <param name="Template">Relative to the folder of templates.</param>
public sealed record RtlModule(string Name, string Template)
{
    /// <summary>Path of the module in the design's folder.</summary>
    public string Path => $"rtl/{Name}.v";

    /// <summary>A module that has a template of its own name.</summary>
    /// <param name="folder">Of the template: a kind of hardware, or <c>machine</c> for what all have.</param>
    /// <param name="variant">Which of its variants the machine has; null where there is one only.</param>
    public static RtlModule Of(string folder, string name, string? variant = null) =>
        new(name, $"{folder}/{name}{(variant is null ? "" : $"_{variant}")}.v.sbn");
}
