namespace CimGen.Rtl;

/// <summary>A text file of the design folder, not yet written.</summary>
/// <param name="Path">Relative to the folder, with <c>/</c>.</param>
public sealed record OutputFile(string Path, string Text);
